//! Rules about the sources that a machine can check and the compiler does not: the invariants of ARCHITECTURE.md that
//! forbid a word in a room, and the house's names.

use crate::circles::circles;
use crate::step::{output, program, root};
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::fs;

/// Files of these rooms use each other in one direction.
const WITHOUT_CIRCLES: [&str; 7] = [
    "crates/api-types/src/",
    "crates/catalogue/src/",
    "crates/domain/src/",
    "crates/server/src/",
    "crates/store/src/",
    "crates/xtask/src/",
    "frontend/src/",
];
/// Lines of a file.
const LINES_MAX: usize = 400;

/// This file, which names everything that is forbidden.
const THIS_FILE: &str = "crates/xtask/src/tidy.rs";

/// Looks through every file of the checkout that git knows or would add.
///
/// # Errors
/// All faults at once, each with file and line.
pub(crate) fn check() -> Result<()> {
    let names = output(program("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    let mut faults = Vec::new();
    let mut rooms: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for path in names.lines() {
        // Removed but not yet committed, or not text.
        let Ok(text) = fs::read_to_string(root().join(path)) else { continue };
        faults.extend(faults_in(path, &text));
        let room = WITHOUT_CIRCLES.iter().find(|room| path.starts_with(**room));
        if let Some(room) = room.filter(|_| path.ends_with(".rs") && !path.ends_with("/tests.rs")) {
            rooms.entry(room).or_default().insert(path[room.len()..].to_owned(), text);
        }
    }
    for (room, files) in &rooms {
        let found = circles(files).into_iter();
        faults.extend(found.map(|circle| format!("{room}: a circle: {}", circle.join(" → "))));
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(())
}

/// Words that do not belong into some files.
struct Rule {
    applies: fn(&str) -> bool,
    forbidden: &'static [&'static str],
    why: &'static str,
    /// Whether tests may do it all the same.
    tests_may: bool,
}

const RULES: [Rule; 6] = [
    Rule {
        applies: |path| path.ends_with(".rs") && !of_the_store(path),
        forbidden: &["sea_orm", "sqlx::"],
        why: "only store speaks to the database (invariant 5)",
        tests_may: false,
    },
    Rule {
        applies: |path| path.ends_with("/Cargo.toml") && !of_the_store(path),
        forbidden: &["sea-orm", "sqlx"],
        why: "only store speaks to the database (invariant 5)",
        tests_may: false,
    },
    Rule {
        applies: |path| path.starts_with("crates/domain/src/"),
        forbidden: &[
            "Utc::now",
            "SystemTime",
            "Instant::now",
            "rand::",
            "getrandom",
            "now_v7",
            "new_v4",
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "println!",
        ],
        why: "the domain has no clock, no chance and no input or output (invariant 1)",
        tests_may: true,
    },
    Rule {
        applies: |path| path.starts_with("crates/server/src/") && path != "crates/server/src/facts.rs",
        forbidden: &["events::append", "outbox::enqueue"],
        why: "only the recorder writes history and messages (invariant 17)",
        tests_may: false,
    },
    Rule {
        applies: |path| path.ends_with(".rs") || path.ends_with(".ts"),
        forbidden: &["#[ignore", ".only(", "test.skip", "test.fixme", "test.describe.skip", "todo!("],
        why: "a test that does not run and code that is not there prove nothing",
        tests_may: false,
    },
    Rule {
        applies: |path| path.starts_with("frontend/src/"),
        forbidden: &[" style=", "inner_html="],
        why: "the content security policy refuses inline styles, and text is never markup",
        tests_may: false,
    },
];

fn of_the_store(path: &str) -> bool {
    path.starts_with("crates/store/") || path.starts_with("migrations/")
}

fn faults_in(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::from_iter(misnamed(path).map(|why| format!("{path}: {why}")));
    if path == THIS_FILE {
        return faults;
    }
    let lines = text.lines().count();
    if path.ends_with(".rs") && lines > LINES_MAX {
        faults.push(format!("{path}: {lines} lines; at {LINES_MAX} a file holds more than one thing"));
    }
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| (rule.applies)(path)).collect();
    let server = path.starts_with("crates/server/src/") && path != "crates/server/src/error.rs";
    if server {
        faults.extend(long_handlers(text).map(|line| {
            format!("{path}:{line}: a handler awaits once: it extracts, calls one function and wraps (invariant 6)")
        }));
    }
    let mut in_tests = path.ends_with("/tests.rs") || path.contains("/tests/");
    for (number, line) in (1..).zip(text.lines()) {
        in_tests |= line.trim_start().starts_with("#[cfg(test)]");
        if line.trim_start().starts_with("//") {
            continue;
        }
        let mut fault = |word: &str, why: &str| faults.push(format!("{path}:{number}: `{word}`: {why}"));
        for rule in &rules {
            if rule.tests_may && in_tests {
                continue;
            }
            for word in rule.forbidden.iter().filter(|word| line.contains(**word)) {
                fault(word, rule.why);
            }
        }
        if server && !in_tests {
            for word in refusals(line) {
                fault(&word, "only error.rs turns an error into an HTTP status (invariant 5)");
            }
        }
    }
    faults
}

/// Where handlers begin that await more than one thing.
fn long_handlers(text: &str) -> impl Iterator<Item = usize> {
    let mut found = Vec::new();
    let mut handler: Option<(usize, usize)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let is_route = ["get", "post", "put", "patch", "delete"].iter().any(|method| {
            line.strip_prefix("#[").is_some_and(|rest| rest.starts_with(&format!("{method}(\"")))
        });
        if is_route {
            handler = Some((number, 0));
        }
        let Some((begin, awaits)) = handler else { continue };
        let awaits = awaits + line.matches(".await").count();
        handler = (line != "}").then_some((begin, awaits));
        if line == "}" && awaits > 1 {
            found.push(begin);
        }
    }
    found.into_iter()
}

/// Names that say nothing about what is inside.
fn misnamed(path: &str) -> Option<&'static str> {
    let mut names = path.split('/').map(|name| name.split_once('.').map_or(name, |(stem, _)| stem));
    if path.ends_with("/mod.rs") {
        return Some("a module's file bears its name, not `mod.rs`");
    }
    names
        .any(|name| matches!(name, "util" | "utils" | "helper" | "helpers" | "common" | "misc"))
        .then_some("name it after what it is for")
}

/// The HTTP statuses in a line that are not success or redirection.
fn refusals(line: &str) -> Vec<String> {
    const STATUSES: [&str; 10] = [
        "OK",
        "CREATED",
        "ACCEPTED",
        "NO_CONTENT",
        "PARTIAL_CONTENT",
        "SEE_OTHER",
        "FOUND",
        "NOT_MODIFIED",
        "TEMPORARY_REDIRECT",
        "PERMANENT_REDIRECT",
    ];
    const ANSWERS: [&str; 9] = [
        "Ok",
        "Created",
        "Accepted",
        "NoContent",
        "SeeOther",
        "Found",
        "NotModified",
        "TemporaryRedirect",
        "PermanentRedirect",
    ];
    let mut found = Vec::new();
    for (kind, allowed) in [("StatusCode::", &STATUSES[..]), ("HttpResponse::", &ANSWERS[..])] {
        for rest in line.split(kind).skip(1) {
            let name: String =
                rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            let is_status = name.starts_with(char::is_uppercase) || name.starts_with("from_");
            if is_status && !allowed.contains(&name.as_str()) {
                found.push(format!("{kind}{name}"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::faults_in;

    #[test]
    fn every_rule_finds_what_it_forbids() {
        for (path, text) in [
            ("crates/server/src/app.rs", "use sea_orm::EntityTrait;"),
            ("crates/server/Cargo.toml", "sea-orm.workspace = true"),
            ("crates/domain/src/grant.rs", "let now = Utc::now();"),
            ("crates/store/tests/all.rs", "#[ignore = \"slow\"]"),
            ("e2e/tests/journey.spec.ts", "test.only('x')"),
            ("crates/server/src/features/grants/handlers.rs", "HttpResponse::Conflict().finish()"),
            ("crates/server/src/auth.rs", "return Err(StatusCode::UNAUTHORIZED)"),
            ("crates/server/src/features/me.rs", "outbox::enqueue_once(tx, message, now).await"),
            (
                "crates/server/src/features/me.rs",
                "#[get(\"/me\")]\nasync fn get_me() {\n    one().await;\n    two().await\n}",
            ),
            ("crates/server/src/utils.rs", ""),
            ("crates/server/src/auth/mod.rs", ""),
            ("frontend/src/ui/bar.rs", "<i style=\"width: 3px\">"),
        ] {
            assert_eq!(faults_in(path, text).len(), 1, "{path}: {text}");
        }
    }

    #[test]
    fn a_file_that_holds_too_much_is_found() {
        assert_eq!(faults_in("crates/server/src/app.rs", &"\n".repeat(401)).len(), 1);
        assert_eq!(faults_in("crates/server/src/app.rs", &"\n".repeat(400)), Vec::<String>::new());
    }

    #[test]
    fn what_is_allowed_is_not_found() {
        for (path, text) in [
            ("crates/store/src/door.rs", "use sea_orm::EntityTrait;"),
            ("crates/domain/src/grant.rs", "// not Utc::now()"),
            ("crates/domain/src/grant.rs", "#[cfg(test)]\nmod tests { use std::fs; }"),
            (
                "crates/server/src/features/me.rs",
                "#[get(\"/me\")]\nasync fn get_me() {\n    one().await\n}\n\nasync fn one() {\n    two().await;\n    three().await\n}",
            ),
            ("crates/server/src/facts.rs", "events::append(tx, &facts, now).await?;"),
            ("crates/server/src/error.rs", "StatusCode::CONFLICT"),
            ("crates/server/src/spa.rs", "HttpResponse::NotModified()"),
            ("crates/server/src/features/grants/handlers.rs", "HttpResponse::build(StatusCode::CREATED)"),
            ("crates/server/src/app.rs", "#[cfg(test)]\nmod tests { StatusCode::NOT_FOUND }"),
        ] {
            assert_eq!(faults_in(path, text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}
