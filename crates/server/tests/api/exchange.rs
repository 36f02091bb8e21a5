//! `hilum import` and `hilum export`

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use crate::support::{Database, People};

fn files(folder: &Path) -> BTreeMap<String, String> {
    let name = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (name(&entry), std::fs::read_to_string(entry.path()).unwrap())).collect()
}

#[track_caller]
fn done(output: Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[track_caller]
fn refused(output: Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn run(database: &Database, arguments: &[&str]) -> Output {
    database.hilum(arguments).output().expect("the program starts")
}

fn export(database: &Database, folder: &Path) -> BTreeMap<String, String> {
    done(run(database, &["export", folder.to_str().unwrap()]));
    files(folder)
}

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn what_is_exported_can_be_imported_and_changes_nothing() {
    let database = Database::new(People::Nobody);
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let exported = export(&database, one.path());
    assert_eq!(exported.len(), 6, "{:?}", exported.keys());
    let folder = one.path().to_str().unwrap();
    let told = done(run(&database, &["import", folder]));
    assert!(told.contains("0 organisations new, 0 changed; 0 people new; 0 grants new"), "{told}");
    assert_eq!(export(&database, two.path()), exported);
}

#[test]
fn changes_and_people_are_imported_once() {
    let database = Database::new(People::Nobody);
    let (folder, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    export(&database, folder.path());
    change(folder.path(), "organisations.csv", ",Tübingen,", ",Tuebingen am Neckar,");
    let mut organisations = std::fs::read_to_string(folder.path().join("organisations.csv")).unwrap();
    let header: Vec<&str> = organisations.lines().next().unwrap().split(',').collect();
    let row: Vec<&str> = header
        .iter()
        .map(|column| match *column {
            "application" => "CPMS",
            "key" => "ERN-RND/DE/DE99",
            "parent" => "ERN-RND/DE",
            "kind" => "provider",
            "code" => "DE99",
            "name" => "Klinik am See",
            "country" => "DE",
            "member_type" => "full_member",
            "status" => "active",
            _ => "",
        })
        .collect();
    organisations.push_str(&(row.join(",") + "\n"));
    std::fs::write(folder.path().join("organisations.csv"), organisations).unwrap();
    std::fs::write(
        folder.path().join("accounts.csv"),
        "email,first_name,last_name,language\nana@klinik.example,Ana,Müller,en\n",
    )
    .unwrap();
    std::fs::write(
        folder.path().join("grants.csv"),
        "email,application,organisation,profile,valid_from,valid_until\n\
         ana@klinik.example,CPMS,ERN-RND/DE/DE99,hp,2026-01-01T00:00:00Z,\n",
    )
    .unwrap();
    let path = folder.path().to_str().unwrap();

    let told = done(run(&database, &["import", path, "--dry-run"]));
    assert!(told.contains("nothing was written"), "{told}");
    let untouched = export(&database, after.path());
    assert!(!untouched["organisations.csv"].contains("DE99"));

    let told = done(run(&database, &["import", path]));
    assert!(told.contains("1 organisations new, 1 changed; 1 people new; 1 grants new"), "{told}");
    let told = done(run(&database, &["import", path]));
    assert!(told.contains("0 organisations new, 0 changed; 0 people new; 0 grants new"), "{told}");
    done(run(&database, &["export", after.path().to_str().unwrap(), "--people"]));
    let exported = files(after.path());
    assert!(
        exported["accounts.csv"].contains("ana@klinik.example,Ana,Müller,en"),
        "{}",
        exported["accounts.csv"]
    );
    assert!(
        exported["grants.csv"].contains("ana@klinik.example,CPMS,ERN-RND/DE/DE99,hp,"),
        "{}",
        exported["grants.csv"]
    );
    assert!(exported["organisations.csv"].contains("Tuebingen am Neckar"));
}

#[test]
fn every_fault_is_reported_with_file_and_line_and_nothing_is_written() {
    let database = Database::new(People::Nobody);
    let (folder, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let before = export(&database, folder.path());
    let lines: Vec<&str> = before["organisations.csv"].lines().collect();
    let line =
        |key: &str| 1 + lines.iter().position(|line| line.starts_with(&format!("CPMS,{key},"))).unwrap();
    let (first, second) = (line("BOND/BE/BE01"), line("ERN-RND/DE/DE22"));
    change(
        folder.path(),
        "organisations.csv",
        "CPMS,BOND/BE/BE01,BOND/BE,provider",
        "CPMS,BOND/BE/BE01,BOND/XX,provider",
    );
    change(
        folder.path(),
        "organisations.csv",
        "CPMS,ERN-RND/DE/DE22,ERN-RND/DE,provider",
        "CPMS,ERN-RND/DE/DE22,ERN-RND/DE,hospital",
    );
    change(folder.path(), "organisations.csv", ",Tübingen,", ",Tuebingen am Neckar,");
    for arguments in [vec!["import"], vec!["import", "--dry-run"]] {
        let arguments = [arguments, vec![folder.path().to_str().unwrap()]].concat();
        let told = refused(run(&database, &arguments));
        assert!(told.contains(&format!("organisations.csv:{first}: ")), "{told}");
        assert!(told.contains(&format!("organisations.csv:{second}: bad_value: ")), "{told}");
        assert!(told.contains("nothing was imported"), "{told}");
    }
    assert_eq!(export(&database, after.path()), before);
    std::fs::remove_file(folder.path().join("profiles.json")).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "what is this").unwrap();
    let told = refused(run(&database, &["import", folder.path().to_str().unwrap()]));
    assert!(
        told.contains("profiles.json: missing_file") && told.contains("notes.txt: unknown_file"),
        "{told}"
    );
    refused(run(&database, &["import", "/no/such/folder"]));
}
