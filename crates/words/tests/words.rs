//! The words fit the program: every file is read, every key that the page asks for has a message.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![allow(unreachable_pub, reason = "what tests share is shared by all of them")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hilum_words::{Bundle, languages, mail, own_data};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The page's words as `frontend/build/words.mjs` gathers them.
fn page(language: &'static str) -> Bundle {
    let files = files_below(&folder().join("locales").join(language).join("page"), "ftl");
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    Bundle::read(language, &texts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The keys of an .ftl file: names at the beginning of a line.
fn keys(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let key = |line: &str| {
        let (name, _) = line.split_once('=')?;
        let good = name.starts_with(|c: char| c.is_ascii_alphabetic());
        good.then(|| name.trim().to_owned())
    };
    text.lines().filter_map(key).collect()
}

/// A Rust source without its comments.
fn code(source: &Path) -> String {
    let text = fs::read_to_string(source).unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The literal first arguments of `t("…")` and `t_args("…", …)` in a Rust source.
fn asked_for(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for opening in ["t(", "t_args("] {
        for (at, _) in source.match_indices(opening) {
            let before = source[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = source[at + opening.len()..].trim_start();
            if let Some((key, _)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                found.push(key.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_key_that_the_page_asks_for_has_a_message() {
    let words = page("en");
    let sources = files_below(&folder().join("../../frontend/src"), "rs");
    assert!(!sources.is_empty());
    let mut missing = BTreeMap::new();
    for source in sources {
        for key in asked_for(&code(&source)) {
            if !words.has(&key) {
                missing.insert(key, source.file_name().unwrap().to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "without words: {missing:#?}");
}

/// What the program puts before a code of the API: `t_code("stage", …)`, `["stage-", …]`, `format!("stage-{…}")`.
fn before_codes(program: &str) -> Vec<String> {
    let named = program
        .split("t_code(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|name| format!("{name}-"));
    let glued = program
        .split('"')
        .skip(1)
        .filter_map(|text| text.strip_suffix('-').or(text.split_once("-{").map(|t| t.0)));
    let glued = glued.filter(|name| !name.is_empty() && !name.contains(|c: char| c.is_whitespace()));
    named.chain(glued.map(|name| format!("{name}-"))).collect()
}

/// Finds misspelt keys that reach `t` through a variable: the right message is then asked for by nobody.
#[test]
fn every_message_of_the_page_is_asked_for() {
    let program: String =
        files_below(&folder().join("../../frontend/src"), "rs").iter().map(|file| code(file)).collect();
    let before_codes = before_codes(&program);
    let unused: Vec<String> = files_below(&folder().join("locales/en/page"), "ftl")
        .iter()
        .flat_map(|file| keys(file))
        .filter(|key| !before_codes.iter().any(|prefix| key.starts_with(prefix)))
        .filter(|key| !program.contains(&format!("\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "nobody asks for {unused:#?}");
}

#[test]
fn every_code_that_the_wire_knows_has_a_message() {
    use hilum_api_types::access_requests::StageCode;
    use hilum_api_types::problem::ErrorCode;
    use hilum_domain::access_request::{ItemStatus, ReasonCode, RequestStatus};
    use hilum_domain::catalogue::{MemberType, NodeStatus};
    use hilum_domain::fact::{Kind, Reader};
    use hilum_domain::grant::GrantStatus;

    let mut keys: Vec<String> = Vec::new();
    let mut expect = |prefix: &str, codes: Vec<&str>| {
        keys.extend(codes.iter().map(|code| format!("{prefix}-{code}")));
    };
    expect("error", ErrorCode::ALL.iter().map(|c| c.as_str()).collect());
    expect("field-error", hilum_domain::FieldCode::ALL.iter().map(|c| c.as_str()).collect());
    expect("request-status", RequestStatus::ALL.iter().map(|c| c.as_str()).collect());
    expect("item-status", ItemStatus::ALL.iter().map(|c| c.as_str()).collect());
    expect("grant-status", GrantStatus::ALL.iter().map(|c| c.as_str()).collect());
    expect("reason", ReasonCode::ALL.iter().map(|c| c.as_str()).collect());
    expect("node-status", NodeStatus::ALL.iter().map(|c| c.as_str()).collect());
    expect("member-type", MemberType::ALL.iter().map(|c| c.as_str()).collect());
    use StageCode::{Active, Draft, Ended, Rejected, Returned, WithCoordinator, WithHelpdesk, Withdrawn};
    let stages = [Draft, WithCoordinator, Returned, WithHelpdesk, Active, Rejected, Withdrawn, Ended];
    expect("stage", stages.iter().map(|s| s.as_str()).collect());
    // What the helpdesk reads of an account: facts that its deciders may not know.
    let of_accounts = Kind::ALL.iter().filter(|kind| {
        kind.audience().contains(&Reader::Subject) && !kind.audience().contains(&Reader::Decider)
    });
    expect("account-event", of_accounts.map(|kind| kind.as_str()).collect());
    let words = page("en");
    let missing: Vec<&String> = keys.iter().filter(|key| !words.has(key)).collect();
    assert!(missing.is_empty(), "without words: {missing:#?}");
}

#[test]
fn every_message_of_every_file_can_be_read_and_no_key_stands_twice() {
    for locale in fs::read_dir(folder().join("locales")).unwrap() {
        let locale = locale.unwrap();
        let language = locale.file_name().into_string().unwrap();
        let known = languages().iter().find(|known| known.tag == language);
        let language = known.unwrap_or_else(|| panic!("{language} is no language of ours")).tag;
        let mut seen = BTreeMap::new();
        for file in files_below(&locale.path(), "ftl") {
            let page = page(language);
            let (bundle, words) = match file.file_stem().and_then(|name| name.to_str()) {
                _ if file.parent().unwrap().ends_with("page") => ("page", &page),
                Some("data") => ("data", own_data(language)),
                _ => ("mail", mail(language)),
            };
            for key in keys(&file) {
                assert!(words.has(&key), "{key} of {} cannot be read", file.display());
                let other = seen.insert((bundle, key.clone()), file.clone());
                assert_eq!(other, None, "{key} stands twice");
            }
        }
    }
}

#[test]
fn a_missing_message_shows_as_its_key_and_an_unknown_language_as_english() {
    assert_eq!(page("en").text("no-such-key", &[]), "no-such-key");
    assert_eq!(mail("xx").language(), "en");
    assert_eq!(mail("mt").language(), "en");
}

#[test]
fn numbers_choose_the_plural_and_codes_stay_as_they_are() {
    let words = page("en");
    assert_eq!(words.text("working-days", &[("min", "1"), ("max", "1")]), "1 working day");
    assert_eq!(words.text("working-days", &[("min", "1"), ("max", "3")]), "1 to 3 working days");
    assert!(words.text("field-error-requires", &[("profile", "0000")]).contains("0000"));
}
