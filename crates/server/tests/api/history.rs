//! History: what operators do is in it, and `hilum audit verify` tells whether it is as it was recorded.

use std::process::Output;

use crate::support::program::with_input;
use crate::support::{Database, People};

fn run(database: &Database, arguments: &[&str]) -> Output {
    with_input(database.hilum(arguments), "correct horse battery\n")
}

/// How many facts there are, and where their chain ends.
fn examined(database: &Database, arguments: &[&str]) -> (i64, String) {
    let output = run(database, &[&["audit", "verify"], arguments].concat());
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("as it was recorded") && !told.contains("no position yet"), "{told}");
    let head = told.lines().find_map(|line| line.strip_prefix("It ends at ")).expect("where it ends");
    let (position, _) = head.split_once(':').expect("a position and a link");
    (position.parse().expect("a number"), head.to_owned())
}

#[test]
fn what_an_operator_does_at_the_machine_is_history() {
    let database = Database::new(People::Nobody);
    let (mut known, _) = examined(&database, &[]);
    assert_eq!(known, 1, "the embedded catalogue was imported");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    run(&database, &["export", path]);
    let people = "email,first_name,last_name,language\nana@klinik.example,Ana,Müller,en\n";
    std::fs::write(folder.path().join("accounts.csv"), people).unwrap();
    let grants = "email,application,organisation,profile,valid_from,valid_until\n\
                  ana@klinik.example,CPMS,ERN-RND/DE/DE22,hp,2026-01-01T00:00:00Z,\n";
    std::fs::write(folder.path().join("grants.csv"), grants).unwrap();
    let create = ["admin", "create", "--email", "h@klinik.example", "--first-name", "H", "--last-name", "D"];
    let acts: [(&[&str], i64); 4] = [
        (&["import", path], 3),
        (&["import", path], 1),
        (&[&create[..], &["--password-stdin"]].concat(), 2),
        (&["admin", "password", "--email", "ana@klinik.example", "--password-stdin"], 1),
    ];
    for (act, facts) in acts {
        assert!(run(&database, act).status.success(), "{act:?}");
        let (now_known, _) = examined(&database, &[]);
        assert_eq!(now_known - known, facts, "{act:?}");
        known = now_known;
    }
}

#[test]
fn where_history_ended_can_be_noted_down_and_compared_later() {
    let database = Database::new(People::Nobody);
    let (_, noted) = examined(&database, &[]);
    let create = ["admin", "create", "--email", "h@klinik.example", "--first-name", "H", "--last-name", "D"];
    assert!(run(&database, &[&create[..], &["--password-stdin"]].concat()).status.success());
    examined(&database, &["--noted", &noted]);
    for (wrong, told) in [
        ("1:0123", "the chain is another than the one that was noted down"),
        ("99:0123", "its link in the chain is missing"),
        ("nonsense", "it looks like"),
    ] {
        let output = run(&database, &["audit", "verify", "--noted", wrong]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(told), "{error}");
    }
}
