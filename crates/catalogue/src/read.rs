//! From files to a catalogue.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};

use crate::check::check;
use crate::fault::{Fault, FaultCode};
use crate::layout::{self, Layout, Lines};
use crate::rows::{Row, rows};
use crate::types::*;

/// More faults than this are not reported one by one.
pub const MAX_FAULTS: usize = 1_000;

/// Reads and checks a whole catalogue: its files' bytes by file name (without directory).
///
/// # Errors
/// Every fault of every file, in the order of files and lines, at most [`MAX_FAULTS`] and one that says that
/// there are more.
pub fn parse(files: &BTreeMap<String, Vec<u8>>) -> Result<Catalogue, Vec<Fault>> {
    let mut reader = Reader { files, faults: Vec::new() };
    reader.check_names();
    let (catalogue, lines) = reader.catalogue();
    let mut faults = reader.faults;
    // Where rows could not be read at all, references to them are no news.
    let rows_lost = faults.iter().any(|fault| fault.code.loses_rows());
    let checked = check(&catalogue, &lines);
    faults.extend(checked.into_iter().filter(|fault| !rows_lost || !fault.code.is_about_other_rows()));
    if faults.is_empty() {
        return Ok(catalogue);
    }
    faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    if faults.len() > MAX_FAULTS {
        let what = format!("{} more", faults.len() - MAX_FAULTS);
        faults.truncate(MAX_FAULTS);
        faults.push(Fault { file: String::new(), line: None, code: FaultCode::More, what });
    }
    Err(faults)
}

struct Reader<'a> {
    files: &'a BTreeMap<String, Vec<u8>>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn check_names(&mut self) {
        let mut fault = |file: &str, code, what: &str| {
            self.faults.push(Fault { file: file.to_owned(), line: None, code, what: what.to_owned() });
        };
        for name in self.files.keys() {
            // A directory may carry its own explanation.
            if name != "README.md" && !layout::ALL.iter().any(|layout| layout.file == name) {
                fault(name, FaultCode::UnknownFile, "not a file of a catalogue");
            }
        }
        for layout in layout::ALL {
            if !layout.optional && !self.files.contains_key(layout.file) {
                fault(layout.file, FaultCode::MissingFile, "every catalogue has this file");
            }
        }
    }

    fn catalogue(&mut self) -> (Catalogue, Lines) {
        let mut lines = Lines::default();
        let catalogue = Catalogue {
            applications: self.read(&layout::APPLICATIONS, application, &mut lines.applications),
            countries: self.read(&layout::COUNTRIES, country, &mut lines.countries),
            organisations: self.read(&layout::ORGANISATIONS, organisation, &mut lines.organisations),
            profiles: self.read(&layout::PROFILES, profile, &mut lines.profiles),
            thematic_areas: self.read(&layout::THEMATIC_AREAS, thematic_area, &mut lines.thematic_areas),
            professional_roles: self.read(
                &layout::PROFESSIONAL_ROLES,
                professional_role,
                &mut lines.professional_roles,
            ),
            accounts: self.read(&layout::ACCOUNTS, account, &mut lines.accounts),
            grants: self.read(&layout::GRANTS, grant, &mut lines.grants),
        };
        (catalogue, lines)
    }

    fn read<T>(
        &mut self,
        layout: &'static Layout,
        build: fn(&mut Row<'_>) -> T,
        lines: &mut Vec<u32>,
    ) -> Vec<T> {
        let Some(bytes) = self.files.get(layout.file) else { return Vec::new() };
        let mut things = Vec::new();
        for mut row in rows(layout, bytes, &mut self.faults) {
            things.push(build(&mut row));
            lines.push(row.line);
            self.faults.append(&mut row.faults);
        }
        things
    }
}

fn application(row: &mut Row<'_>) -> Application {
    Application {
        code: row.text("code"),
        name: row.text("name"),
        description: row.optional("description").unwrap_or_default(),
        status: row.named("status", NodeStatus::parse, NodeStatus::Active),
        configured: row.flag("configured"),
        portal: row.flag("portal"),
        required_assurance: row.named("required_assurance", Assurance::parse, Assurance::Password),
        activation: row.named("activation", Activation::parse, Activation::Helpdesk),
        guest_days: row.number("guest_days", 1..=3650),
        usual_days_min: row.number("usual_days_min", 0..=u8::MAX),
        usual_days_max: row.number("usual_days_max", 0..=u8::MAX),
        source: row.optional("source").unwrap_or_default(),
    }
}

fn country(row: &mut Row<'_>) -> Country {
    Country {
        code: row.text("code"),
        ec_code: row.text("ec_code"),
        names: row.texts("names"),
        other_names: row.list("other_names"),
        status: row.named("status", NodeStatus::parse, NodeStatus::Active),
        source: row.optional("source").unwrap_or_default(),
    }
}

fn organisation(row: &mut Row<'_>) -> Organisation {
    let key = row.text("key");
    // Where the kind cannot be read, the depth tells what was meant, and no further fault follows from it.
    let kind_meant = match key.matches('/').count() {
        0 => OrganisationKind::Network,
        1 => OrganisationKind::Country,
        _ => OrganisationKind::Provider,
    };
    let mut organisation = Organisation {
        application: row.text("application"),
        key,
        parent: row.optional("parent"),
        kind: row.named("kind", OrganisationKind::parse, kind_meant),
        code: row.optional("code"),
        name: row.text("name"),
        label: row.optional("label").unwrap_or_default(),
        country: row.optional("country"),
        city: row.optional("city"),
        official_name: row.optional("official_name"),
        disease_area: row.optional("disease_area"),
        coordinating_institution: row.optional("coordinating_institution"),
        website: row.optional("website"),
        contact: row.optional("contact"),
        short_name: row.optional("short_name"),
        member_type: row.optional_of("member_type", MemberType::parse),
        status: row.named("status", NodeStatus::parse, NodeStatus::Active),
        source: row.optional("source").unwrap_or_default(),
    };
    if organisation.label.is_empty() {
        organisation.label = usual_label(&organisation);
    }
    organisation
}

/// The label of an organisation for which the file names none: the patterns of the original screens.
pub(crate) fn usual_label(organisation: &Organisation) -> String {
    let Organisation { kind, code, name, .. } = organisation;
    match (kind, code) {
        (OrganisationKind::Country, _) | (_, None) => name.clone(),
        (OrganisationKind::Network | OrganisationKind::Provider, Some(code)) if code == name => name.clone(),
        (OrganisationKind::Network | OrganisationKind::Provider, Some(code)) => format!("{code} - {name}"),
        (OrganisationKind::Guest, Some(code)) => format!("{code} {name}"),
    }
}

fn profile(row: &mut Row<'_>) -> Profile {
    Profile {
        application: row.text("application"),
        code: row.text("code"),
        name: row.text("name"),
        description: row.text("description"),
        level: row.named("level", ProfileLevel::parse, ProfileLevel::Provider),
        status: row.named("status", NodeStatus::parse, NodeStatus::Active),
        requestable: row.flag("requestable"),
        recommended: row.flag("recommended"),
        decides: row.flag("decides"),
        requires: row.list("requires"),
        excludes: row.list("excludes"),
        source: row.optional("source").unwrap_or_default(),
    }
}

fn thematic_area(row: &mut Row<'_>) -> ThematicArea {
    ThematicArea {
        application: row.text("application"),
        network: row.text("network"),
        code: row.text("code"),
        position: row.number("position", 1..=u16::MAX),
        name: row.text("name"),
        detail: row.optional("detail"),
        source: row.optional("source").unwrap_or_default(),
    }
}

fn professional_role(row: &mut Row<'_>) -> ProfessionalRole {
    ProfessionalRole { code: row.text("code"), name: row.text("name") }
}

fn account(row: &mut Row<'_>) -> Account {
    Account {
        email: row.text("email"),
        first_name: row.text("first_name"),
        last_name: row.text("last_name"),
        language: row.text("language"),
    }
}

fn grant(row: &mut Row<'_>) -> Grant {
    Grant {
        email: row.text("email"),
        application: row.text("application"),
        organisation: row.text("organisation"),
        profile: row.text("profile"),
        valid_from: row.optional_of("valid_from", moment),
        valid_until: row.optional_of("valid_until", moment),
    }
}

/// An RFC 3339 date and time, of years that databases and calendars agree upon.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
    (1970..3000).contains(&moment.year()).then_some(moment)
}

#[cfg(test)]
mod tests;
