//! How organisations are found and in which order they are shown.

use std::collections::HashMap;

use crate::fold::fold;
use crate::types::*;

/// Everything one might type to find an organisation, folded: code, name, label, city, official name, disease
/// area and, but for networks, what its country is called in every language.
pub fn search_text(catalogue: &Catalogue, organisation: &Organisation) -> String {
    let Organisation { code, name, label, city, official_name, disease_area, country, .. } = organisation;
    let country = country.as_deref().and_then(|code| catalogue.country(code));
    let own = [code, city, official_name, disease_area].into_iter().flatten().chain([name, label]);
    let of_country =
        country.into_iter().flat_map(|country| country.names.values().chain(&country.other_names));
    let mut words: Vec<String> = Vec::new();
    for text in own.chain(of_country) {
        for word in fold(text).split(' ') {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    words.join(" ")
}

/// Between a parent's sort key and what its child adds: smaller than anything a name may contain.
const BELOW: char = '\t';

pub(crate) fn set_sort_keys(catalogue: &mut Catalogue) {
    let own: HashMap<(String, String), String> = catalogue
        .organisations
        .iter()
        .map(|node| ((node.application.clone(), node.key.clone()), among_siblings(catalogue, node)))
        .collect();
    for node in &mut catalogue.organisations {
        // A key is the path of its ancestors' keys.
        let ends = node.key.match_indices('/').map(|(end, _)| end).chain([node.key.len()]);
        let path: Vec<&str> = ends
            .filter_map(|end| own.get(&(node.application.clone(), node.key[..end].to_owned())))
            .map(String::as_str)
            .collect();
        node.sort_key = path.join(&BELOW.to_string());
    }
}

/// Networks by the bytes of their code, countries by English name, the guest node before all providers,
/// these by code (its numbers as numbers: IT61 before IT109), those without a code last, by name.
fn among_siblings(catalogue: &Catalogue, node: &Organisation) -> String {
    match node.kind {
        OrganisationKind::Network => node.code.clone().unwrap_or_else(|| node.key.clone()),
        OrganisationKind::Country => {
            let country = node.country.as_deref().and_then(|code| catalogue.country(code));
            fold(country.map_or(&node.name, Country::name))
        }
        OrganisationKind::Guest => "0".to_owned(),
        OrganisationKind::Provider => match &node.code {
            Some(code) => format!("1{}", numbers_padded(&fold(code))),
            None => format!("2{}", fold(&node.name)),
        },
    }
}

fn numbers_padded(code: &str) -> String {
    let mut padded = String::new();
    let mut digits = String::new();
    for letter in code.chars() {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        padded.push_str(&pad(&std::mem::take(&mut digits)));
        padded.push(letter);
    }
    padded + &pad(&digits)
}

fn pad(digits: &str) -> String {
    if digits.is_empty() { String::new() } else { format!("{digits:0>8}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matches_with_typo;

    /// Labels of active CPMS providers and guests whose search text contains every word.
    fn found(query: &str) -> Vec<String> {
        let catalogue = Catalogue::embedded();
        let query = fold(query);
        let hits = |node: &&Organisation| {
            let text = search_text(catalogue, node);
            node.key.starts_with("ERN-RND/") && query.split(' ').all(|word| text.contains(word))
        };
        catalogue.organisations.iter().filter(hits).map(|node| node.label.clone()).collect()
    }

    #[test]
    fn a_place_is_found_by_code_name_city_and_country_in_any_language_without_accents() {
        for query in
            ["de22", "tubingen", "TÜBINGEN universitats", "Tübingen Németország", "tübingen γερμανια"]
        {
            assert_eq!(found(query), ["DE22 - Universitätsklinikum Tübingen"], "{query}");
        }
        assert_eq!(found("czechia 0000"), ["0000 Guest Access"]);
        assert_eq!(found("island guest"), ["0000 Guest Access"]);
        assert!(found("tuebingen").is_empty());
    }

    #[test]
    fn a_misspelt_place_is_found_by_the_fallback() {
        let catalogue = Catalogue::embedded();
        let tubingen = catalogue.organisation("CPMS", "ERN-RND/DE/DE22").expect("DE22");
        let text = search_text(catalogue, tubingen);
        assert!(matches_with_typo("tuebingen", text.split(' ')));
        assert!(!matches_with_typo("heidelberg", text.split(' ')));
    }

    #[test]
    fn codes_are_ordered_by_their_numbers_and_nameless_codes_come_last() {
        let catalogue = Catalogue::embedded();
        let mut nodes: Vec<_> =
            catalogue.organisations.iter().filter(|it| it.parent.as_deref() == Some("ERN-SKIN/IT")).collect();
        nodes.sort_by(|a, b| a.sort_key.cmp(&b.sort_key));
        let codes: Vec<_> = nodes.iter().map(|it| it.code.as_deref().unwrap_or("-")).collect();
        let at = |code: &str| codes.iter().position(|it| *it == code);
        assert_eq!(at("0000"), Some(0));
        assert!(at("IT61") < at("IT109") && at("IT109") > at("IT11"), "{codes:?}");
        let first_without = at("-").unwrap_or(codes.len());
        assert!(codes[first_without..].iter().all(|code| *code == "-"));
    }
}
