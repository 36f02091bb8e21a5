//! From a catalogue to files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::layout::{self, Layout};
use crate::read::usual_label;
use crate::rows::NEUTRALISED;
use crate::types::*;

/// The files of a catalogue: bytes by file name. [`crate::parse`] gives the same catalogue back.
/// `accounts.csv` and `grants.csv` are written only where there are accounts and grants.
pub fn write(catalogue: &Catalogue) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([
        json(&layout::APPLICATIONS, &catalogue.applications),
        json(&layout::COUNTRIES, &catalogue.countries),
        csv(&layout::ORGANISATIONS, &catalogue.organisations, organisation),
        json(&layout::PROFILES, &catalogue.profiles),
        csv(&layout::THEMATIC_AREAS, &catalogue.thematic_areas, thematic_area),
        csv(&layout::PROFESSIONAL_ROLES, &catalogue.professional_roles, professional_role),
    ]);
    if !catalogue.accounts.is_empty() {
        files.extend([csv(&layout::ACCOUNTS, &catalogue.accounts, account)]);
    }
    if !catalogue.grants.is_empty() {
        files.extend([csv(&layout::GRANTS, &catalogue.grants, grant)]);
    }
    files
}

#[expect(clippy::expect_used, reason = "texts, numbers and flags are always JSON")]
fn json<T: Serialize>(layout: &Layout, things: &[T]) -> (String, Vec<u8>) {
    let mut bytes = serde_json::to_vec_pretty(things).expect("plain data");
    bytes.push(b'\n');
    (layout.file.to_owned(), bytes)
}

type Cells<'c> = Vec<Cow<'c, str>>;

#[expect(clippy::expect_used, reason = "memory does not fail, and there is one cell per column")]
fn csv<T>(layout: &Layout, things: &[T], cells: fn(&T) -> Cells<'_>) -> (String, Vec<u8>) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(layout.columns).expect("memory does not fail");
    for thing in things {
        writer.write_record(cells(thing).iter().map(|cell| neutral(cell))).expect("one cell per column");
    }
    (layout.file.to_owned(), writer.into_inner().expect("memory does not fail"))
}

/// Keeps spreadsheets from taking a text for a formula; reading takes the apostrophe away again.
fn neutral(cell: &str) -> String {
    if cell.starts_with(NEUTRALISED) { format!("'{cell}") } else { cell.to_owned() }
}

fn organisation(it: &Organisation) -> Cells<'_> {
    let label = if it.label == usual_label(it) { "" } else { &it.label };
    vec![
        it.application.as_str().into(),
        it.key.as_str().into(),
        it.parent.as_deref().unwrap_or_default().into(),
        it.kind.as_str().into(),
        it.code.as_deref().unwrap_or_default().into(),
        it.name.as_str().into(),
        label.into(),
        it.country.as_deref().unwrap_or_default().into(),
        it.city.as_deref().unwrap_or_default().into(),
        it.official_name.as_deref().unwrap_or_default().into(),
        it.disease_area.as_deref().unwrap_or_default().into(),
        it.coordinating_institution.as_deref().unwrap_or_default().into(),
        it.website.as_deref().unwrap_or_default().into(),
        it.contact.as_deref().unwrap_or_default().into(),
        it.short_name.as_deref().unwrap_or_default().into(),
        it.member_type.map_or("", MemberType::as_str).into(),
        it.status.as_str().into(),
        it.source.as_str().into(),
    ]
}

fn thematic_area(it: &ThematicArea) -> Cells<'_> {
    vec![
        it.application.as_str().into(),
        it.network.as_str().into(),
        it.code.as_str().into(),
        it.position.to_string().into(),
        it.name.as_str().into(),
        it.detail.as_deref().unwrap_or_default().into(),
        it.source.as_str().into(),
    ]
}

fn professional_role(it: &ProfessionalRole) -> Cells<'_> {
    vec![it.code.as_str().into(), it.name.as_str().into()]
}

fn account(it: &Account) -> Cells<'_> {
    vec![
        it.email.as_str().into(),
        it.first_name.as_str().into(),
        it.last_name.as_str().into(),
        it.language.as_str().into(),
    ]
}

fn grant(it: &Grant) -> Cells<'_> {
    let moment = |moment: Option<DateTime<Utc>>| {
        moment.map(|it| it.to_rfc3339_opts(SecondsFormat::AutoSi, true)).unwrap_or_default().into()
    };
    vec![
        it.email.as_str().into(),
        it.application.as_str().into(),
        it.organisation.as_str().into(),
        it.profile.as_str().into(),
        moment(it.valid_from),
        moment(it.valid_until),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::parse;

    fn with_people() -> Catalogue {
        let mut catalogue = Catalogue::embedded().clone();
        catalogue.accounts.push(Account {
            email: "ana@example.org".to_owned(),
            first_name: "Ana".to_owned(),
            last_name: "Müller".to_owned(),
            language: "de".to_owned(),
        });
        catalogue.grants.push(Grant {
            email: "ana@example.org".to_owned(),
            application: "CPMS".to_owned(),
            organisation: "ERN-RND/DE/DE22".to_owned(),
            profile: "hp".to_owned(),
            valid_from: DateTime::from_timestamp(1_800_000_000, 5),
            valid_until: None,
        });
        catalogue
    }

    #[test]
    fn reading_what_was_written_gives_the_same_catalogue() {
        let catalogue = with_people();
        assert_eq!(parse(&write(&catalogue)).as_ref(), Ok(&catalogue));
    }

    #[test]
    fn no_cell_is_a_formula_and_every_one_is_read_back() {
        for name in ["=1+1", "+49", "-x", "@sum", "'s-Hertogenbosch", "'=1", "''", "a,\"b\"", "plain"] {
            let mut catalogue = with_people();
            catalogue.accounts[0].last_name = name.to_owned();
            let files = write(&catalogue);
            let text = String::from_utf8_lossy(&files["accounts.csv"]).into_owned();
            assert!(
                !text.contains(",=") && !text.contains(",+") && !text.contains(",-") && !text.contains(",@")
            );
            assert_eq!(parse(&files).as_ref(), Ok(&catalogue), "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_name_survives_writing_and_reading(name in "[^\\p{C}\\p{Z}]([^\\p{C}]{0,20}[^\\p{C}\\p{Z}])?") {
            let mut catalogue = with_people();
            catalogue.accounts[0].first_name.clone_from(&name);
            catalogue.applications[0].name.clone_from(&name);
            catalogue.thematic_areas[0].detail = Some(name);
            prop_assert_eq!(parse(&write(&catalogue)), Ok(catalogue));
        }
    }
}
