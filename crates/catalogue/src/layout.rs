//! Which files make a catalogue, and which columns (CSV) or members (JSON) each has, in writing order.

/// A file of the format.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) file: &'static str,
    /// May be left out of a catalogue.
    pub(crate) optional: bool,
    pub(crate) columns: &'static [&'static str],
}

impl Layout {
    pub(crate) fn is_csv(&self) -> bool {
        self.file.ends_with(".csv")
    }
}

const fn required(file: &'static str, columns: &'static [&'static str]) -> Layout {
    Layout { file, optional: false, columns }
}

const fn optional(file: &'static str, columns: &'static [&'static str]) -> Layout {
    Layout { file, optional: true, columns }
}

pub(crate) static APPLICATIONS: Layout = required(
    "applications.json",
    &[
        "code",
        "name",
        "description",
        "status",
        "configured",
        "portal",
        "required_assurance",
        "activation",
        "guest_days",
        "usual_days_min",
        "usual_days_max",
        "source",
    ],
);
pub(crate) static COUNTRIES: Layout =
    required("countries.json", &["code", "ec_code", "names", "other_names", "status", "source"]);
pub(crate) static ORGANISATIONS: Layout = required(
    "organisations.csv",
    &[
        "application",
        "key",
        "parent",
        "kind",
        "code",
        "name",
        "label",
        "country",
        "city",
        "official_name",
        "disease_area",
        "coordinating_institution",
        "website",
        "contact",
        "short_name",
        "member_type",
        "status",
        "source",
    ],
);
pub(crate) static PROFILES: Layout = required(
    "profiles.json",
    &[
        "application",
        "code",
        "name",
        "description",
        "level",
        "status",
        "requestable",
        "recommended",
        "decides",
        "requires",
        "excludes",
        "source",
    ],
);
pub(crate) static THEMATIC_AREAS: Layout = required(
    "thematic_areas.csv",
    &["application", "network", "code", "position", "name", "detail", "source"],
);
pub(crate) static PROFESSIONAL_ROLES: Layout = required("professional_roles.csv", &["code", "name"]);
pub(crate) static ACCOUNTS: Layout =
    optional("accounts.csv", &["email", "first_name", "last_name", "language"]);
pub(crate) static GRANTS: Layout =
    optional("grants.csv", &["email", "application", "organisation", "profile", "valid_from", "valid_until"]);

pub(crate) static ALL: [&Layout; 8] = [
    &APPLICATIONS,
    &COUNTRIES,
    &ORGANISATIONS,
    &PROFILES,
    &THEMATIC_AREAS,
    &PROFESSIONAL_ROLES,
    &ACCOUNTS,
    &GRANTS,
];

/// The names of all files a catalogue may consist of, so that an importer reads no others.
pub fn file_names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|layout| layout.file)
}

/// The line of each thing of a catalogue, list by list in the same order.
#[derive(Default)]
pub(crate) struct Lines {
    pub(crate) applications: Vec<u32>,
    pub(crate) countries: Vec<u32>,
    pub(crate) organisations: Vec<u32>,
    pub(crate) profiles: Vec<u32>,
    pub(crate) thematic_areas: Vec<u32>,
    pub(crate) professional_roles: Vec<u32>,
    pub(crate) accounts: Vec<u32>,
    pub(crate) grants: Vec<u32>,
}
