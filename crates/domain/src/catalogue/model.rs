//! What a catalogue consists of, apart from how its files and tables look.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Activation, Assurance, MemberType, NodeStatus, OrganisationKind, ProfileLevel};

/// A system one can ask access to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Application {
    /// Stable, upper case: `CPMS`, `RAS-CHEM`.
    pub code: String,
    pub name: String,
    pub description: String,
    pub status: NodeStatus,
    /// Access can be requested here: there are organisations and profiles to choose from.
    pub configured: bool,
    /// Hilum itself: its profiles are the portal's own roles, never offered for request.
    pub portal: bool,
    /// What submitting and deciding demand (R15).
    pub required_assurance: Assurance,
    pub activation: Activation,
    /// How long guest access lasts, in days, unless the network says otherwise (R3).
    pub guest_days: u16,
    /// How long a decision usually takes, in working days.
    pub usual_days_min: u8,
    pub usual_days_max: u8,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2, the key: `GR`, `GB`.
    pub code: String,
    /// The European Commission's own code, where it differs: `EL`, `UK`.
    pub ec_code: String,
    /// By language (`en` is always there and is the one on display in English).
    pub names: BTreeMap<String, String>,
    /// What it is also called, for searching: Czechia.
    pub other_names: Vec<String>,
    /// Retired: only found in history.
    pub status: NodeStatus,
    pub source: String,
}

impl Country {
    /// The English name.
    pub fn name(&self) -> &str {
        self.names.get("en").map_or("", String::as_str)
    }
}

/// A node of an application's tree: network › country › provider or guest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// [`Application::code`].
    pub application: String,
    /// Natural key, unique within the application, stable across imports, a path: `ERN-RND/DE/DE22`.
    pub key: String,
    /// The parent's key; networks have none.
    pub parent: Option<String>,
    pub kind: OrganisationKind,
    /// `ERN-RND`, `DE`, `DE22`, `0000`. Not every provider has one.
    pub code: Option<String>,
    pub name: String,
    /// As displayed: `DE22 - Universitätsklinikum Tübingen`, `0000 Guest Access`, `Germany`.
    pub label: String,
    /// [`Country::code`]; networks have none.
    pub country: Option<String>,
    /// In English.
    pub city: Option<String>,
    pub official_name: Option<String>,
    pub disease_area: Option<String>,
    /// The institution that coordinates the network, with its city and country.
    pub coordinating_institution: Option<String>,
    pub website: Option<String>,
    /// E-mail address of the network's office.
    pub contact: Option<String>,
    /// Of a network, for naming training accounts (R18): `rnd`, `rareliver`.
    pub short_name: Option<String>,
    /// Of a provider.
    pub member_type: Option<MemberType>,
    pub status: NodeStatus,
    pub source: String,
}

/// What one may be in an application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// [`Application::code`].
    pub application: String,
    /// Unique within the application: `hp`.
    pub code: String,
    pub name: String,
    pub description: String,
    pub level: ProfileLevel,
    pub status: NodeStatus,
    pub requestable: bool,
    /// Suggested to those who do not know what to ask for.
    pub recommended: bool,
    /// Whoever holds it decides requests of the network (R5).
    pub decides: bool,
    /// Codes of profiles one must hold in the same network or request at the same time (R2).
    pub requires: Vec<String>,
    /// Codes of profiles that cannot be held together with this one; holds both ways.
    pub excludes: Vec<String>,
    pub source: String,
}

/// A disease group of a network. *None* is not among them: it is the absence of all others (R16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThematicArea {
    /// [`Application::code`].
    pub application: String,
    /// [`Organisation::key`] of the network.
    pub network: String,
    /// Unique within the network.
    pub code: String,
    /// From 1, unique within the network.
    pub position: u16,
    pub name: String,
    /// What it comprises.
    pub detail: Option<String>,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfessionalRole {
    pub code: String,
    pub name: String,
}
