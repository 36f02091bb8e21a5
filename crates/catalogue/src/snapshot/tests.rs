use std::collections::HashSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{Catalogue, fold};

/// The snapshot of a catalogue whose organisations have their line as identity.
pub(crate) fn of(catalogue: &Catalogue) -> Snapshot {
    Snapshot::new(rows(catalogue))
}

fn rows(catalogue: &Catalogue) -> Rows {
    let ids = (1_u128..).map(|line| OrganisationId(Uuid::from_u128(line)));
    Rows {
        revision: 1,
        applications: catalogue.applications.clone(),
        countries: catalogue.countries.clone(),
        organisations: ids.zip(catalogue.organisations.iter().cloned()).collect(),
        profiles: catalogue.profiles.clone(),
        thematic_areas: catalogue.thematic_areas.clone(),
        professional_roles: catalogue.professional_roles.clone(),
    }
}

fn embedded() -> Snapshot {
    of(Catalogue::embedded())
}

fn by_key<'s>(snapshot: &'s Snapshot, key: &str) -> &'s Node {
    snapshot
        .nodes()
        .find(|node| node.application == "CPMS" && node.key == key)
        .expect("a key of the catalogue")
}

/// Labels of what is found in ERN-RND.
fn found(snapshot: &Snapshot, text: &str) -> Vec<String> {
    let (text, network) = (fold(text), by_key(snapshot, "ERN-RND").id);
    let words: Vec<&str> = text.split(' ').collect();
    let (nodes, total) = snapshot.search("CPMS", Some(network), &words, 0, 1000);
    assert_eq!(nodes.len(), total);
    nodes.into_iter().map(|node| node.label.clone()).collect()
}

#[test]
fn a_place_is_found_by_code_name_city_and_country_in_any_language_without_accents() {
    let snapshot = embedded();
    for text in ["de22", "tubingen", "TÜBINGEN universitats", "Tübingen Németország", "tübingen γερμανια"]
    {
        assert_eq!(found(&snapshot, text), ["DE22 - Universitätsklinikum Tübingen"], "{text}");
    }
    assert_eq!(found(&snapshot, "czechia 0000"), ["0000 Guest Access"]);
    assert_eq!(found(&snapshot, "island guest"), ["0000 Guest Access"]);
    assert!(found(&snapshot, "tuebingen").is_empty());
    assert_eq!(found(&snapshot, "rnd de22"), ["DE22 - Universitätsklinikum Tübingen"]);
}

#[test]
fn a_misspelt_place_is_found_where_nothing_fits_to_the_letter() {
    let snapshot = embedded();
    let (nodes, total) = snapshot.search("CPMS", None, &["rnd", "tuebingen"], 0, 25);
    assert_eq!((nodes[0].key.as_str(), total), ("ERN-RND/DE/DE22", 1));
    assert_eq!(snapshot.search("CPMS", None, &["zzzzzzzz"], 0, 25), (vec![], 0));
}

#[test]
fn pages_of_a_search_are_its_whole_cut_in_pieces() {
    let snapshot = embedded();
    let (all, total) = snapshot.search("CPMS", None, &["guest"], 0, usize::MAX);
    assert!(total > 700 && all.len() == total);
    let pages: Vec<&Node> =
        (0..total).step_by(25).flat_map(|at| snapshot.search("CPMS", None, &["guest"], at, 25).0).collect();
    assert_eq!(pages, all);
    assert_eq!(snapshot.search("CPMS", None, &["guest"], total + 1, 25), (vec![], total));
}

#[test]
fn codes_are_ordered_by_their_numbers_and_nameless_codes_come_last() {
    let snapshot = embedded();
    let (nodes, _) = snapshot.level("CPMS", Some(by_key(&snapshot, "ERN-SKIN/IT").id), 0, usize::MAX);
    let codes: Vec<_> = nodes.iter().map(|it| it.code.as_deref().unwrap_or("-")).collect();
    let at = |code: &str| codes.iter().position(|it| *it == code);
    assert_eq!(at("0000"), Some(0));
    assert!(at("IT61") < at("IT109") && at("IT109") > at("IT11"), "{codes:?}");
    let first_without = at("-").unwrap_or(codes.len());
    assert!(codes[first_without..].iter().all(|code| *code == "-"));
}

#[test]
fn a_level_is_cut_in_pages_and_a_path_leads_back_to_its_root() {
    let snapshot = embedded();
    let (networks, total) = snapshot.level("CPMS", None, 20, 25);
    assert_eq!((networks.len(), total), (5, 25));
    let path: Vec<_> =
        snapshot.path(by_key(&snapshot, "ERN-RND/DE/DE22").id).iter().map(|node| node.key.clone()).collect();
    assert_eq!(path, ["ERN-RND", "ERN-RND/DE", "ERN-RND/DE/DE22"]);
    assert!(snapshot.path(OrganisationId(Uuid::nil())).is_empty());
    assert_eq!(snapshot.level("NOTHING", None, 0, 25), (vec![], 0));
}

#[test]
fn r17_what_stands_beneath_something_retired_is_closed_and_cannot_be_requested() {
    let snapshot = embedded();
    let beneath = by_key(&snapshot, "EpiCARE/GB");
    assert!(beneath.closed && beneath.has_children());
    for place in snapshot.requestable_of_network(beneath.network) {
        assert!(!place.closed && place.parent != Some(beneath.id), "{}", place.key);
    }
    assert!(snapshot.nodes().filter(|node| node.parent == Some(beneath.id)).all(|node| node.closed));
}

#[test]
fn rows_that_point_at_one_another_in_a_circle_are_left_out() {
    let mut catalogue = Catalogue::embedded().clone();
    let before = of(&catalogue).nodes().count();
    let country = catalogue.organisations.iter_mut().find(|it| it.key == "ERN-RND/DE").expect("a country");
    country.parent = Some("ERN-RND/DE/DE22".to_owned());
    assert!(of(&catalogue).nodes().count() < before);
}

#[test]
fn a_network_has_its_areas_in_its_own_order_and_an_application_its_profiles() {
    let snapshot = embedded();
    let areas = snapshot.thematic_areas(by_key(&snapshot, "ERN-RND").id);
    assert!(areas.len() > 1 && areas.is_sorted_by_key(|area| area.position));
    assert_eq!(snapshot.profiles("CPMS").len(), 9);
    let deciding: HashSet<_> = snapshot.deciding_profiles().map(|profile| profile.code.as_str()).collect();
    assert_eq!(deciding, HashSet::from(["coordinator", "dispatcher"]));
    assert_eq!(snapshot.applications().count(), 29);
    assert!(snapshot.application(hilum_domain::catalogue::PORTAL).is_some());
    assert!(snapshot.demanding_applications().any(|code| code == "CPMS"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever the order of the rows.
    #[test]
    fn the_order_of_rows_does_not_matter(seed in any::<u64>()) {
        let catalogue = Catalogue::embedded();
        let mut rows = rows(catalogue);
        let shuffled = |id: u128| id.wrapping_mul(u128::from(seed | 1)) % 1009;
        rows.organisations.sort_by_cached_key(|(id, _)| shuffled(id.0.as_u128()));
        prop_assert!(Snapshot::new(rows) == of(catalogue));
    }

    /// A search by words of the index is a search of every node's text.
    #[test]
    fn what_is_found_is_what_has_the_words(text in "[a-z0-9]{1,4}( [a-z]{1,3})?") {
        let catalogue = Catalogue::embedded();
        let snapshot = of(catalogue);
        let words: Vec<&str> = text.split(' ').collect();
        let whole = |node: &&Node| {
            let country = node.country.as_deref().and_then(|code| catalogue.country(code));
            let names = country.into_iter().flat_map(|it| it.names.values().chain(&it.other_names));
            let network = node.key.split_once('/').map(|(network, _)| network.to_owned());
            let texts = [&node.code, &node.city, &node.official_name, &node.disease_area, &network];
            let texts = texts.into_iter().flatten().chain([&node.name, &node.label]).chain(names);
            let text = texts.map(|text| fold(text)).collect::<Vec<_>>().join(" ");
            words.iter().all(|word| text.contains(word))
        };
        let expected: Vec<&Node> =
            snapshot.nodes().filter(|node| node.application == "CPMS").filter(whole).collect();
        let (found, total) = snapshot.search("CPMS", None, &words, 0, usize::MAX);
        if expected.is_empty() {
            prop_assert!(found.iter().all(|node| !whole(node)));
        } else {
            prop_assert_eq!((&found, total), (&expected, expected.len()));
        }
    }
}
