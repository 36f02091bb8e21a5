//! From rows to trees, in the order in which people see them.

use std::collections::HashMap;

use hilum_domain::OrganisationId;
use hilum_domain::catalogue::{Country, NodeStatus, Organisation, OrganisationKind, ThematicArea};

use super::{Node, Tree};
use crate::fold::fold;

/// Deeper than any tree is: rows that point at one another in a circle are left out.
const DEPTH: usize = 32;

type Children<'r> = HashMap<(&'r str, Option<&'r str>), Vec<&'r (OrganisationId, Organisation)>>;

/// Every tree: a node, and at once what is beneath it.
pub(super) fn trees(
    countries: &[Country],
    rows: Vec<(OrganisationId, Organisation)>,
) -> (Vec<Node>, HashMap<String, Tree>) {
    let names: HashMap<&str, &str> = countries.iter().map(|c| (c.code.as_str(), c.name())).collect();
    let mut children: Children<'_> = HashMap::new();
    for row in &rows {
        children.entry((row.1.application.as_str(), row.1.parent.as_deref())).or_default().push(row);
    }
    for siblings in children.values_mut() {
        siblings.sort_by_cached_key(|(_, node)| (among_siblings(&names, node), node.key.clone()));
    }
    let mut applications: Vec<&str> = children.keys().map(|(application, _)| *application).collect();
    applications.sort_unstable();
    applications.dedup();
    let mut forest = Forest { children, nodes: Vec::with_capacity(rows.len()) };
    let mut trees = HashMap::new();
    for application in applications {
        let start = forest.nodes.len();
        let roots = forest.grow((application, None), None);
        trees.insert(application.to_owned(), Tree { roots, nodes: start..forest.nodes.len() });
    }
    (forest.nodes, trees)
}

struct Forest<'r> {
    children: Children<'r>,
    nodes: Vec<Node>,
}

impl<'r> Forest<'r> {
    /// Puts down what is beneath a key, and says where its direct children are.
    fn grow(&mut self, key: (&'r str, Option<&'r str>), above: Option<&Above>) -> Vec<usize> {
        let siblings = self.children.remove(&key).unwrap_or_default();
        siblings.into_iter().map(|(id, organisation)| self.put(*id, organisation, above)).collect()
    }

    fn put(&mut self, id: OrganisationId, organisation: &'r Organisation, above: Option<&Above>) -> usize {
        let place = self.nodes.len();
        let here = Above {
            id,
            network: above.map_or(id, |above| above.network),
            closed: organisation.status == NodeStatus::Retired || above.is_some_and(|above| above.closed),
            depth: above.map_or(0, |above| above.depth + 1),
        };
        self.nodes.push(Node {
            id,
            parent: above.map(|above| above.id),
            network: here.network,
            closed: here.closed,
            organisation: organisation.clone(),
            children: Vec::new(),
            end: place + 1,
        });
        if here.depth < DEPTH {
            let children = self.grow((&organisation.application, Some(&organisation.key)), Some(&here));
            let end = self.nodes.len();
            if let Some(node) = self.nodes.get_mut(place) {
                (node.children, node.end) = (children, end);
            }
        }
        place
    }
}

struct Above {
    id: OrganisationId,
    network: OrganisationId,
    closed: bool,
    depth: usize,
}

/// Networks by the bytes of their code, countries by English name, the guest node before all providers, these by code
/// (its numbers as numbers: IT61 before IT109), those without a code last, by name.
fn among_siblings(names: &HashMap<&str, &str>, node: &Organisation) -> String {
    match node.kind {
        OrganisationKind::Network => node.code.clone().unwrap_or_else(|| node.key.clone()),
        OrganisationKind::Country => {
            let name = node.country.as_deref().and_then(|code| names.get(code));
            fold(name.unwrap_or(&node.name.as_str()))
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

/// Files and rows know a network by its key.
pub(super) fn areas(nodes: &[Node], areas: Vec<ThematicArea>) -> HashMap<OrganisationId, Vec<ThematicArea>> {
    let networks: HashMap<(&str, &str), OrganisationId> = nodes
        .iter()
        .filter(|node| node.parent.is_none())
        .map(|node| ((node.application.as_str(), node.key.as_str()), node.id))
        .collect();
    let mut found: HashMap<OrganisationId, Vec<ThematicArea>> = HashMap::new();
    for area in areas {
        if let Some(network) = networks.get(&(area.application.as_str(), area.network.as_str())) {
            found.entry(*network).or_default().push(area);
        }
    }
    found
}
