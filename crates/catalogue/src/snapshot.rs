//! The catalogue as it is asked: made once of what the tables hold, never changed, replaced as a whole. Names, paths,
//! levels and searches are answered from it without a statement.

use std::collections::HashMap;
use std::ops::{Deref, Range};

use hilum_domain::OrganisationId;
use hilum_domain::catalogue::{
    Application, Assurance, Country, NodeStatus, Organisation, ProfessionalRole, Profile, ThematicArea,
};
use hilum_domain::check::OrganisationFacts;

mod order;
#[cfg(test)]
pub(crate) mod tests;
mod words;

use words::Words;

/// What a snapshot is made of: the rows of the tables, in no order but where one is said.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Grows with every change of the catalogue.
    pub revision: i64,
    pub applications: Vec<Application>,
    pub countries: Vec<Country>,
    pub organisations: Vec<(OrganisationId, Organisation)>,
    /// In the order in which people see them.
    pub profiles: Vec<Profile>,
    /// Those that can be chosen.
    pub thematic_areas: Vec<ThematicArea>,
    /// In the order in which people see them.
    pub professional_roles: Vec<ProfessionalRole>,
}

/// An organisation with its place in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub id: OrganisationId,
    pub parent: Option<OrganisationId>,
    /// The root above it, or the node itself.
    pub network: OrganisationId,
    /// Retired itself or beneath something retired (R17).
    pub closed: bool,
    organisation: Organisation,
    children: Vec<usize>,
    /// Where the nodes beneath it end.
    end: usize,
}

impl Deref for Node {
    type Target = Organisation;

    fn deref(&self) -> &Organisation {
        &self.organisation
    }
}

impl Node {
    pub fn facts(&self) -> OrganisationFacts {
        OrganisationFacts {
            id: self.id,
            network: self.network,
            application: self.application.clone(),
            kind: self.kind,
            status: if self.closed { NodeStatus::Retired } else { NodeStatus::Active },
        }
    }

    pub fn has_children(&self) -> bool {
        !self.children.is_empty()
    }
}

/// The whole catalogue at one revision.
#[derive(Debug, Default, PartialEq)]
pub struct Snapshot {
    revision: i64,
    /// By name.
    applications: Vec<Application>,
    /// Tree after tree, each in the order in which people see it: a node, and at once what is beneath it.
    nodes: Vec<Node>,
    places: HashMap<OrganisationId, usize>,
    trees: HashMap<String, Tree>,
    profiles: HashMap<String, Vec<Profile>>,
    thematic_areas: HashMap<OrganisationId, Vec<ThematicArea>>,
    professional_roles: Vec<ProfessionalRole>,
    words: Words,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Tree {
    roots: Vec<usize>,
    nodes: Range<usize>,
}

impl Snapshot {
    pub fn new(rows: Rows) -> Self {
        let mut applications = rows.applications;
        applications.sort_by_cached_key(|application| application.name.to_lowercase());
        let (nodes, trees) = order::trees(&rows.countries, rows.organisations);
        let places: HashMap<_, _> = nodes.iter().enumerate().map(|(place, node)| (node.id, place)).collect();
        let mut profiles: HashMap<String, Vec<Profile>> = HashMap::new();
        for profile in rows.profiles {
            profiles.entry(profile.application.clone()).or_default().push(profile);
        }
        let mut thematic_areas = order::areas(&nodes, rows.thematic_areas);
        thematic_areas.values_mut().for_each(|areas| areas.sort_by_key(|area| area.position));
        Self {
            revision: rows.revision,
            words: Words::of(&nodes, &rows.countries),
            professional_roles: rows.professional_roles,
            applications,
            nodes,
            places,
            trees,
            profiles,
            thematic_areas,
        }
    }

    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// Whether no catalogue was ever imported.
    pub fn is_empty(&self) -> bool {
        self.applications.is_empty()
    }

    /// All but the portal itself, by name.
    pub fn applications(&self) -> impl Iterator<Item = &Application> {
        self.applications.iter().filter(|application| !application.portal)
    }

    /// The portal included.
    pub fn application(&self, code: &str) -> Option<&Application> {
        self.applications.iter().find(|application| application.code == code)
    }

    /// Codes of the applications that demand more than a password (R15).
    pub fn demanding_applications(&self) -> impl Iterator<Item = &str> {
        let demanding = |a: &&Application| a.required_assurance != Assurance::Password;
        self.applications.iter().filter(demanding).map(|a| a.code.as_str())
    }

    /// Profiles of an application, retired ones too, in the order in which people see them.
    pub fn profiles(&self, application: &str) -> &[Profile] {
        self.profiles.get(application).map_or(&[], Vec::as_slice)
    }

    pub fn profile(&self, application: &str, code: &str) -> Option<&Profile> {
        self.profiles(application).iter().find(|profile| profile.code == code)
    }

    /// R5: whoever holds that profile decides requests of its network.
    pub fn decides(&self, application: &str, profile: &str) -> bool {
        self.profile(application, profile).is_some_and(|profile| profile.decides)
    }

    /// Whoever holds one of these decides requests of the network (R5).
    pub fn deciding_profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.values().flatten().filter(|profile| profile.decides)
    }

    /// Of a network, in its own order.
    pub fn thematic_areas(&self, network: OrganisationId) -> &[ThematicArea] {
        self.thematic_areas.get(&network).map_or(&[], Vec::as_slice)
    }

    /// Suggestions, in their order.
    pub fn professional_roles(&self) -> &[ProfessionalRole] {
        &self.professional_roles
    }

    pub fn node(&self, id: OrganisationId) -> Option<&Node> {
        self.nodes.get(*self.places.get(&id)?)
    }

    /// From the root down to the node, included; empty where there is no such node.
    pub fn path(&self, id: OrganisationId) -> Vec<&Node> {
        let mut path = Vec::with_capacity(3);
        let mut next = Some(id);
        while let Some(node) = next.and_then(|id| self.node(id)) {
            path.push(node);
            next = node.parent;
        }
        path.reverse();
        path
    }

    /// Where a node stands among all, in the order in which people see them.
    pub fn position(&self, id: OrganisationId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The roots of an application's tree, in the order in which people see them.
    pub fn networks(&self, application: &str) -> impl Iterator<Item = &Node> {
        self.trees.get(application).into_iter().flat_map(|tree| self.at(&tree.roots))
    }

    /// Every node of a network that can be asked for, in the order in which people see them (R1, R17).
    pub fn requestable_of_network(&self, network: OrganisationId) -> impl Iterator<Item = &Node> {
        let place = self.places.get(&network).copied();
        let beneath = place.map_or(0..0, |place| place..self.nodes.get(place).map_or(place, |node| node.end));
        self.nodes
            .get(beneath)
            .into_iter()
            .flatten()
            .filter(|node| !node.closed && node.kind.is_requestable())
    }

    /// The children of a node, or the roots of the tree: so many of them from `offset` on, and the number of all.
    pub fn level(
        &self,
        application: &str,
        parent: Option<OrganisationId>,
        offset: usize,
        limit: usize,
    ) -> (Vec<&Node>, usize) {
        let places: &[usize] = match parent {
            Some(parent) => self.node(parent).map_or(&[], |node| &node.children),
            None => self.trees.get(application).map_or(&[], |tree| &tree.roots),
        };
        let page = places.get(offset..).unwrap_or_default();
        (self.at(&page[..page.len().min(limit)]).collect(), places.len())
    }

    /// Everything beneath a node, or in the tree, that has all of these folded words ([`crate::fold`]); where nothing
    /// has, everything that has them with a typing mistake. So many from `offset` on, and the number of all.
    pub fn search(
        &self,
        application: &str,
        beneath: Option<OrganisationId>,
        words: &[&str],
        offset: usize,
        limit: usize,
    ) -> (Vec<&Node>, usize) {
        let range = match beneath.and_then(|id| self.position(id)) {
            Some(place) => place + 1..self.nodes.get(place).map_or(place + 1, |node| node.end),
            None => self.trees.get(application).map_or(0..0, |tree| tree.nodes.clone()),
        };
        let mut found = self.words.having(words, range.clone());
        if found.is_empty() && beneath.is_none() {
            found = self.words.resembling(words, range);
        }
        (
            found.places().skip(offset).take(limit).filter_map(|place| self.nodes.get(place)).collect(),
            found.count(),
        )
    }

    fn at<'s>(&'s self, places: &'s [usize]) -> impl Iterator<Item = &'s Node> {
        places.iter().filter_map(|place| self.nodes.get(*place))
    }

    /// The nodes of every tree, in the order in which people see them.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }
}
