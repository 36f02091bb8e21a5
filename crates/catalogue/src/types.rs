//! What the files of a catalogue say, list by list in the order of the file.

use chrono::{DateTime, Utc};
pub use hilum_domain::catalogue::{
    Activation, Application, Assurance, Country, MemberType, NodeStatus, Organisation, OrganisationKind,
    ProfessionalRole, Profile, ProfileLevel, ThematicArea,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    pub applications: Vec<Application>,
    pub countries: Vec<Country>,
    pub organisations: Vec<Organisation>,
    pub profiles: Vec<Profile>,
    pub thematic_areas: Vec<ThematicArea>,
    pub professional_roles: Vec<ProfessionalRole>,
    /// Empty when there is no `accounts.csv`.
    pub accounts: Vec<Account>,
    /// Empty when there is no `grants.csv`.
    pub grants: Vec<Grant>,
}

impl Catalogue {
    pub fn application(&self, code: &str) -> Option<&Application> {
        self.applications.iter().find(|it| it.code == code)
    }

    pub fn country(&self, code: &str) -> Option<&Country> {
        self.countries.iter().find(|it| it.code == code)
    }

    pub fn organisation(&self, application: &str, key: &str) -> Option<&Organisation> {
        self.organisations.iter().find(|it| it.application == application && it.key == key)
    }

    pub fn profile(&self, application: &str, code: &str) -> Option<&Profile> {
        self.profiles.iter().find(|it| it.application == application && it.code == code)
    }
}

/// A person. Credentials are never part of a catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Unique whatever its case.
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// Two letters, of mails: `en`.
    pub language: String,
}

/// A right that somebody has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grant {
    /// [`Account::email`].
    pub email: String,
    /// [`Application::code`].
    pub application: String,
    /// [`Organisation::key`].
    pub organisation: String,
    /// [`Profile::code`].
    pub profile: String,
    /// Absent: from the moment of the import.
    pub valid_from: Option<DateTime<Utc>>,
    /// Absent: without end.
    pub valid_until: Option<DateTime<Utc>>,
}
