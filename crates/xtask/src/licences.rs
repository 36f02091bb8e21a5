//! What we build upon: its licences and its sources, as deny.toml allows them.
//!
//! cargo-deny judges where it is installed; otherwise the same two questions are answered from `cargo tree` and
//! Cargo.lock, so that every machine refuses an unwanted crate.

use crate::step::{cargo, output, root, run, succeeds};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::fs;

pub(crate) fn check() -> Result<()> {
    if succeeds(&mut cargo(["deny", "--version"])) {
        return run(&mut cargo(["deny", "check", "bans", "licenses", "sources"]));
    }
    println!("  cargo-deny is not installed; reading deny.toml ourselves");
    let rules = fs::read_to_string(root().join("deny.toml"))?;
    let mut faults = BTreeSet::new();

    let allowed = words_between(&rules, "allow = [", "\n]");
    let tree = output(&mut cargo([
        "tree",
        "--workspace",
        "--edges",
        "normal,build",
        "--no-dedupe",
        "--prefix",
        "none",
        "--format",
        "{l}|{p}",
    ]))?;
    for line in tree.lines() {
        let Some((licence, package)) = line.split_once('|') else { continue };
        if !permits(licence, &|name| allowed.contains(&name)) {
            faults.insert(format!("{package}: licence {licence:?} is not in deny.toml"));
        }
    }

    let lock = fs::read_to_string(root().join("Cargo.lock"))?;
    for banned in words_between(&rules, "deny = [", "\n]").iter().filter(|word| !word.contains(' ')) {
        if lock.contains(&format!("name = \"{banned}\"\n")) {
            faults.insert(format!("{banned} is banned by deny.toml"));
        }
    }
    if lock.lines().any(|line| line.starts_with("source = \"git+")) {
        faults.insert("Cargo.lock has a package from a git repository instead of the registry".to_owned());
    }

    if !faults.is_empty() {
        bail!("{}", Vec::from_iter(faults).join("\n"));
    }
    Ok(())
}

/// The quoted words between two marks.
fn words_between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let list = text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(list, _)| list);
    list.split('"').skip(1).step_by(2).collect()
}

/// Whether an SPDX expression can be fulfilled with allowed licences. `OR` binds less than `AND`; the old `/` is `OR`.
fn permits(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let expression = expression.trim();
    let alternatives = split_outside_brackets(expression, &[" OR ", "/"]);
    if alternatives.len() > 1 {
        return alternatives.iter().any(|part| permits(part, allowed));
    }
    let parts = split_outside_brackets(expression, &[" AND "]);
    if parts.len() > 1 {
        return parts.iter().all(|part| permits(part, allowed));
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => permits(inner, allowed),
        None => allowed(expression),
    }
}

fn split_outside_brackets<'a>(text: &'a str, separators: &[&str]) -> Vec<&'a str> {
    let (mut parts, mut start, mut depth, mut at) = (Vec::new(), 0, 0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if let Some(separator) =
            separators.iter().find(|separator| depth == 0 && rest.starts_with(**separator))
        {
            parts.push(&text[start..at]);
            at += separator.len();
            start = at;
            continue;
        }
        let Some(letter) = rest.chars().next() else { break };
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        at += letter.len_utf8();
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::permits;

    #[test]
    fn a_licence_expression_is_fulfilled_by_any_allowed_alternative() {
        let allowed = |name: &str| ["MIT", "Unicode-3.0"].contains(&name);
        for (expression, expected) in [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("Apache-2.0 OR MIT", true),
            ("Apache-2.0/MIT", true),
            ("Apache-2.0 AND MIT", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(GPL-2.0-only OR Apache-2.0) AND MIT", false),
            ("", false),
        ] {
            assert_eq!(permits(expression, &allowed), expected, "{expression}");
        }
    }
}
