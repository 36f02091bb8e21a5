//! Import circles: files of one crate that use each other in a loop can only be read, changed and tested together. A parent
//! and its own children are one thing and may.

use std::collections::{BTreeMap, BTreeSet};

/// A module, as its path from the root of the crate.
type Module = Vec<String>;

/// The circles among these files, each as its sorted paths below `src/`, and those among the rooms that they are in: there a
/// lower room uses a higher one. `files`: path below `src/`, and text.
pub(crate) fn circles(files: &BTreeMap<String, String>) -> Vec<Vec<String>> {
    let mut modules: BTreeMap<Module, &str> =
        files.iter().map(|(path, text)| (module(path), text.as_str())).collect();
    for test in modules.iter().flat_map(|(module, text)| tests(module, text)).collect::<Vec<_>>() {
        modules.remove(&test);
    }
    let arrows: BTreeMap<&Module, BTreeSet<&Module>> =
        modules.iter().map(|(module, text)| (module, uses(module, text, &modules))).collect();
    let mut found = closed(&arrows);
    let rooms: BTreeMap<&Module, Module> = modules.keys().map(|module| (module, room(module))).collect();
    let mut between: BTreeMap<&Module, BTreeSet<&Module>> = BTreeMap::new();
    for (from, to) in &arrows {
        between.entry(&rooms[from]).or_default().extend(to.iter().map(|to| &rooms[to]));
    }
    for (room, used) in &mut between {
        used.remove(room);
    }
    found.extend(closed(&between));
    found.into_iter().collect()
}

fn closed(arrows: &BTreeMap<&Module, BTreeSet<&Module>>) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for from in arrows.keys() {
        let circle: Vec<&Module> =
            reached(from, arrows).into_iter().filter(|other| reached(other, arrows).contains(from)).collect();
        if circle.len() > 1 && !is_family(&circle) {
            found.insert(circle.into_iter().map(|module| module.join("/")).collect());
        }
    }
    found
}

/// What stands in the root of the crate, with everything inside it.
fn room(module: &Module) -> Module {
    module.iter().take(1).cloned().collect()
}

/// `features/me.rs` → `features`, `me`; the root is empty.
fn module(path: &str) -> Module {
    let name = path.strip_suffix(".rs").unwrap_or(path);
    if matches!(name, "lib" | "main") { Vec::new() } else { name.split('/').map(str::to_owned).collect() }
}

/// The modules that a file declares for its tests alone.
fn tests(own: &Module, text: &str) -> Vec<Module> {
    let declared = text.split("#[cfg(test)]\n").skip(1).filter_map(|rest| {
        let name = rest.split_once(';')?.0.strip_prefix("pub(crate) ").unwrap_or(rest.split_once(';')?.0);
        name.strip_prefix("mod ").filter(|name| !name.contains(char::is_whitespace)).map(str::to_owned)
    });
    declared.map(|name| own.iter().cloned().chain([name]).collect()).collect()
}

fn is_family(circle: &[&Module]) -> bool {
    let Some(parent) = circle.iter().min_by_key(|module| module.len()) else { return true };
    circle
        .iter()
        .all(|module| module == parent || module.split_last().is_some_and(|(_, rest)| rest == **parent))
}

fn reached<'m>(
    from: &'m Module,
    arrows: &BTreeMap<&'m Module, BTreeSet<&'m Module>>,
) -> BTreeSet<&'m Module> {
    let (mut known, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(module) = next.pop() {
        for to in arrows.get(module).into_iter().flatten() {
            if known.insert(*to) {
                next.push(to);
            }
        }
    }
    known
}

/// The modules that a file names, without its tests. The root names everything and is named by everybody: it is no room.
fn uses<'m>(own: &Module, text: &str, modules: &'m BTreeMap<Module, &str>) -> BTreeSet<&'m Module> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut paths = Vec::new();
    for (begin, _) in code.match_indices("use ") {
        let is_word =
            code[..begin].chars().next_back().is_none_or(|before| before.is_whitespace() || before == ')');
        if let (true, Some((tree, _))) = (is_word, code[begin + 4..].split_once(';')) {
            expand(&[], tree, &mut paths);
        }
    }
    paths.extend(inline(&code));
    for child in modules.keys().filter(|module| module.split_last().is_some_and(|(_, rest)| rest == own)) {
        let name = format!("{}::", child.last().map(String::as_str).unwrap_or_default());
        let named = code.match_indices(&name).any(|(at, _)| {
            !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
        });
        if named {
            paths.push(
                child.iter().fold(vec!["crate".to_owned()], |path, part| [path, vec![part.clone()]].concat()),
            );
        }
    }
    let targets = paths.iter().filter_map(|path| resolve(own, path, modules));
    targets.filter(|module| *module != own && !module.is_empty()).collect()
}

/// `a::{b, c::d}` → `a::b`, `a::c::d`.
fn expand(prefix: &[String], tree: &str, paths: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let plain = tree.split(" as ").next().unwrap_or(tree);
        let parts = plain.split("::").map(|part| part.trim().to_owned());
        paths.push(prefix.iter().cloned().chain(parts).filter(|part| !part.is_empty()).collect());
        return;
    };
    let parts = head.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty());
    let prefix: Vec<String> = prefix.iter().cloned().chain(parts).collect();
    let (mut depth, mut begin) = (0_usize, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                if !group[begin..at].trim().is_empty() {
                    expand(&prefix, &group[begin..at], paths);
                }
                begin = at + 1;
                if letter == '}' {
                    return;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
}

/// Paths that are written out where they are used.
fn inline(code: &str) -> Vec<Vec<String>> {
    let starts = ["crate::", "super::"].into_iter().flat_map(|word| code.match_indices(word));
    starts
        .map(|(at, _)| {
            let path = code[at..]
                .split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'));
            let path = path.into_iter().next().unwrap_or_default();
            path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect()
        })
        .collect()
}

/// The file that the longest beginning of a path names.
fn resolve<'m>(own: &Module, path: &[String], modules: &'m BTreeMap<Module, &str>) -> Option<&'m Module> {
    let mut whole: Module = own.clone();
    let mut rest = path;
    match path.first().map(String::as_str) {
        Some("crate") => {
            whole.clear();
            rest = &path[1..];
        }
        Some("self") => rest = &path[1..],
        Some("super") => {}
        _ => return None,
    }
    while let Some(("super", others)) = rest.split_first().map(|(first, others)| (first.as_str(), others)) {
        whole.pop();
        rest = others;
    }
    whole.extend(rest.iter().filter(|part| *part != "self").cloned());
    (1..=whole.len())
        .rev()
        .find_map(|length| modules.get_key_value(&whole[..length]))
        .map(|(module, _)| module)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        circles(&files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    #[test]
    fn files_that_use_each_other_are_a_circle_however_they_say_it() {
        let circle = vec![vec!["a".to_owned(), "b".to_owned()]];
        for (one, other) in [
            ("use crate::b::Thing;", "use crate::a::Other;"),
            ("use crate::{c, b::{Thing, self}};", "pub use super::a;"),
            ("fn x() { crate::b::y() }", "use crate::a::{\n    Other,\n};"),
        ] {
            assert_eq!(found(&[("a.rs", one), ("b.rs", other), ("c.rs", "")]), circle, "{one} {other}");
        }
        let long = [("a.rs", "use crate::b::X;"), ("b.rs", "use crate::c::X;"), ("c.rs", "use crate::a::X;")];
        assert_eq!(found(&long), [["a", "b", "c"].map(str::to_owned).to_vec()]);
    }

    #[test]
    fn rooms_that_use_each_other_are_a_circle_though_no_files_are() {
        let files = [
            ("low/a.rs", "use crate::high::b::X;"),
            ("high/b.rs", ""),
            ("high/c.rs", "use crate::low::a::Y;"),
        ];
        assert_eq!(found(&files), [["high", "low"].map(str::to_owned).to_vec()]);
        let one_way = [
            ("low/a.rs", ""),
            ("high/b.rs", "use crate::low::a::Y;"),
            ("high/c.rs", "use crate::low::a::Y;"),
        ];
        assert_eq!(found(&one_way), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_parent_and_its_children_are_one_thing() {
        let family = [
            ("lib.rs", "use a::X; mod a;"),
            ("a.rs", "mod b;\nfn x() { b::y() }"),
            ("a/b.rs", "use super::X;"),
        ];
        assert_eq!(found(&family), Vec::<Vec<String>>::new());
        let siblings =
            [("a.rs", "mod b; mod c;"), ("a/b.rs", "use super::c::X;"), ("a/c.rs", "use super::b::Y;")];
        assert_eq!(found(&siblings).len(), 1);
    }

    #[test]
    fn one_way_is_no_circle_and_tests_and_comments_do_not_count() {
        let one_way = [
            ("a.rs", "use crate::b::X;"),
            ("b.rs", "// use crate::a::Y;\n#[cfg(test)]\nmod tests {\n    use crate::a::Y;\n}"),
        ];
        assert_eq!(found(&one_way), Vec::<Vec<String>>::new());
        let of_tests = [
            ("a.rs", "use crate::b::X;\n#[cfg(test)]\nmod c;"),
            ("a/c.rs", "use crate::b::X;"),
            ("b.rs", ""),
        ];
        assert_eq!(found(&of_tests), Vec::<Vec<String>>::new());
        let sample =
            [("lib.rs", "#[cfg(test)]\nmod b;"), ("a.rs", "use crate::b::X;"), ("b.rs", "use crate::a::Y;")];
        assert_eq!(found(&sample), Vec::<Vec<String>>::new());
    }
}
