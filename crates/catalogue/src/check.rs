//! What must hold across a catalogue's rows: references, uniqueness, and the rules R1 to R3, R5, R17.

mod shape;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use hilum_domain::preferences::NONE;

use crate::fault::{Fault, FaultCode};
use crate::layout::{self, Layout, Lines};
use crate::rows::describe;
use crate::types::*;
use shape::{
    is_country_code, is_email, is_key_segment, is_language, is_lower_code, is_upper_code, is_website,
};

/// Empty values are passed over here: they were reported as missing when the row was read.
pub(crate) fn check(catalogue: &Catalogue, lines: &Lines) -> Vec<Fault> {
    let mut check = Check {
        catalogue,
        applications: index(&catalogue.applications, |it| it.code.as_str()),
        countries: index(&catalogue.countries, |it| it.code.as_str()),
        organisations: index(&catalogue.organisations, |it| (it.application.as_str(), it.key.as_str())),
        profiles: index(&catalogue.profiles, |it| (it.application.as_str(), it.code.as_str())),
        faults: Vec::new(),
    };
    check.applications(&lines.applications);
    check.countries(&lines.countries);
    check.organisations(&lines.organisations);
    check.profiles(&lines.profiles);
    check.thematic_areas(&lines.thematic_areas);
    check.professional_roles(&lines.professional_roles);
    check.accounts(&lines.accounts);
    check.grants(&lines.grants);
    check.faults
}

fn index<'c, T, K: Eq + Hash>(things: &'c [T], key: fn(&'c T) -> K) -> HashMap<K, &'c T> {
    // Of duplicates, which are reported, the first counts.
    things.iter().rev().map(|thing| (key(thing), thing)).collect()
}

struct Check<'c> {
    catalogue: &'c Catalogue,
    applications: HashMap<&'c str, &'c Application>,
    countries: HashMap<&'c str, &'c Country>,
    organisations: HashMap<(&'c str, &'c str), &'c Organisation>,
    profiles: HashMap<(&'c str, &'c str), &'c Profile>,
    faults: Vec<Fault>,
}

/// One row under examination.
struct Place<'f> {
    layout: &'static Layout,
    line: u32,
    faults: &'f mut Vec<Fault>,
}

impl Place<'_> {
    fn fault(&mut self, code: FaultCode, what: impl Into<String>) {
        let file = self.layout.file.to_owned();
        self.faults.push(Fault { file, line: Some(self.line), code, what: what.into() });
    }

    fn expect(&mut self, good: bool, code: FaultCode, column: &str, value: &str) {
        if !good && !value.is_empty() {
            self.fault(code, describe(column, value));
        }
    }

    /// The value of a column must be of a form.
    fn form(&mut self, column: &str, value: &str, good: impl Fn(&str) -> bool) {
        self.expect(good(value), FaultCode::BadValue, column, value);
    }

    /// Both cannot be true.
    fn contradiction(&mut self, both: bool, what: &str) {
        if both {
            self.fault(FaultCode::Contradiction, what);
        }
    }

    fn unique<K: Eq + Hash>(&mut self, seen: &mut HashSet<K>, key: K, column: &str, value: &str) {
        let new = seen.insert(key);
        self.expect(new, FaultCode::Duplicate, column, value);
    }
}

impl<'c> Check<'c> {
    fn applications(&mut self, lines: &[u32]) {
        let mut codes = HashSet::new();
        let mut portals = 0;
        for (it, &line) in self.catalogue.applications.iter().zip(lines) {
            let mut place = Place { layout: &layout::APPLICATIONS, line, faults: &mut self.faults };
            place.unique(&mut codes, &it.code, "code", &it.code);
            place.form("code", &it.code, is_upper_code);
            place.contradiction(it.usual_days_min > it.usual_days_max, "usual_days_min above usual_days_max");
            portals += usize::from(it.portal);
            place.contradiction(it.portal && portals > 1, "portal: there is one portal");
            place.contradiction(it.portal && it.configured, "configured: the portal is not open to requests");
            let profiles = || self.catalogue.profiles.iter().filter(|profile| profile.application == it.code);
            let place_to_ask = self.catalogue.organisations.iter().any(|node| {
                node.application == it.code && node.kind.is_requestable() && node.status == NodeStatus::Active
            });
            let open = it.configured && it.status == NodeStatus::Active;
            place.contradiction(open && !place_to_ask, "configured without an active provider or guest node");
            place.contradiction(
                open && !profiles().any(|p| p.requestable),
                "configured without a requestable profile",
            );
            place.contradiction(
                open && !profiles().any(|p| p.decides),
                "configured without a deciding profile",
            );
        }
    }

    fn countries(&mut self, lines: &[u32]) {
        let mut codes = HashSet::new();
        for (it, &line) in self.catalogue.countries.iter().zip(lines) {
            let mut place = Place { layout: &layout::COUNTRIES, line, faults: &mut self.faults };
            place.unique(&mut codes, &it.code, "code", &it.code);
            place.form("code", &it.code, is_country_code);
            place.form("ec_code", &it.ec_code, is_country_code);
            if !it.names.contains_key("en") {
                place.fault(FaultCode::MissingValue, "names: en");
            }
            for (language, name) in &it.names {
                place.form("names", language, is_language);
                if name.is_empty() {
                    place.fault(FaultCode::MissingValue, describe("names", language));
                }
            }
        }
    }

    fn organisations(&mut self, lines: &[u32]) {
        let (mut keys, mut codes, mut short_names) = (HashSet::new(), HashSet::new(), HashSet::new());
        for (it, &line) in self.catalogue.organisations.iter().zip(lines) {
            let mut place = Place { layout: &layout::ORGANISATIONS, line, faults: &mut self.faults };
            let application = it.application.as_str();
            let known = self.applications.contains_key(application);
            place.expect(known, FaultCode::UnknownApplication, "application", application);
            place.unique(&mut keys, (application, &it.key), "key", &it.key);
            place.form("key", &it.key, |key| key.split('/').all(is_key_segment));
            if let Some(code) = &it.code {
                place.unique(&mut codes, (application, &it.parent, code), "code", code);
            }
            if let Some(short_name) = &it.short_name {
                place.unique(&mut short_names, (application, short_name), "short_name", short_name);
                place.form("short_name", short_name, |name| {
                    name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                });
            }
            place.form("website", it.website.as_deref().unwrap_or_default(), is_website);
            place.form("contact", it.contact.as_deref().unwrap_or_default(), is_email);
            if let Some(country) = &it.country {
                let known = self.countries.get(country.as_str());
                place.expect(known.is_some(), FaultCode::UnknownCountry, "country", country);
                let retired = known.is_some_and(|country| country.status == NodeStatus::Retired);
                place
                    .contradiction(retired && it.status == NodeStatus::Active, "active in a retired country");
            } else if it.kind != OrganisationKind::Network {
                place.fault(FaultCode::MissingValue, "country");
            }
            if it.kind == OrganisationKind::Guest && it.code.is_none() {
                place.fault(FaultCode::MissingValue, "code");
            }
            let network = it.kind == OrganisationKind::Network;
            place.contradiction(network && it.country.is_some(), "country of a network");
            place.contradiction(
                !network && it.short_name.is_some(),
                "short_name of a node that is no network",
            );
            let provider = it.kind == OrganisationKind::Provider;
            place.contradiction(
                !provider && it.member_type.is_some(),
                "member_type of a node that is no provider",
            );
            let former = it.member_type == Some(MemberType::FormerMember);
            place.contradiction(former && it.status == NodeStatus::Active, "active former member");
            let parent =
                it.parent.as_deref().map(|key| (key, self.organisations.get(&(application, key)).copied()));
            place.parent(it, parent);
        }
    }

    fn profiles(&mut self, lines: &[u32]) {
        let mut codes = HashSet::new();
        for (it, &line) in self.catalogue.profiles.iter().zip(lines) {
            let requires_itself = self.requires_itself(it);
            let mut place = Place { layout: &layout::PROFILES, line, faults: &mut self.faults };
            let application = it.application.as_str();
            let known = self.applications.get(application).copied();
            place.expect(known.is_some(), FaultCode::UnknownApplication, "application", application);
            place.unique(&mut codes, (application, &it.code), "code", &it.code);
            place.form("code", &it.code, is_lower_code);
            let retired = it.status == NodeStatus::Retired;
            place.contradiction(retired && it.requestable, "requestable although retired");
            place.contradiction(it.recommended && !it.requestable, "recommended but not requestable");
            let network = it.level == ProfileLevel::Network;
            place.contradiction(it.decides && !network, "decides without being of level network");
            let portal = known.is_some_and(|application| application.portal);
            place.contradiction(portal && it.requestable, "requestable in the portal");
            for (column, others) in [("requires", &it.requires), ("excludes", &it.excludes)] {
                let mut seen = HashSet::new();
                for code in others {
                    place.unique(&mut seen, code, column, code);
                    let other = self.profiles.get(&(application, code.as_str()));
                    if other.is_none() {
                        place.fault(FaultCode::UnknownProfile, describe(column, code));
                    }
                    // R3: no node offers guest profiles and others together.
                    let guest = |level| level == ProfileLevel::Guest;
                    let apart = other.is_some_and(|other| guest(other.level) != guest(it.level));
                    place.contradiction(
                        column == "requires" && apart,
                        "requires across guest and other profiles",
                    );
                    let gone = other.is_some_and(|other| !other.requestable) && it.requestable;
                    place.contradiction(column == "requires" && gone, "requires what cannot be requested");
                }
            }
            place.contradiction(it.excludes.contains(&it.code), "excludes itself");
            let both = it.requires.iter().any(|code| it.excludes.contains(code));
            place.contradiction(both, "requires and excludes the same profile");
            if requires_itself {
                place.fault(FaultCode::Cycle, describe("requires", &it.code));
            }
        }
    }

    /// Whether a profile is among those it requires, at whatever remove.
    fn requires_itself(&self, profile: &'c Profile) -> bool {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<&str> = profile.requires.iter().map(String::as_str).collect();
        while let Some(code) = ahead.pop() {
            if let Some(required) = self.profiles.get(&(profile.application.as_str(), code))
                && reached.insert(code)
            {
                ahead.extend(required.requires.iter().map(String::as_str));
            }
        }
        reached.contains(profile.code.as_str())
    }

    fn thematic_areas(&mut self, lines: &[u32]) {
        let (mut codes, mut names, mut positions) = (HashSet::new(), HashSet::new(), HashSet::new());
        for (it, &line) in self.catalogue.thematic_areas.iter().zip(lines) {
            let mut place = Place { layout: &layout::THEMATIC_AREAS, line, faults: &mut self.faults };
            let network = (it.application.as_str(), it.network.as_str());
            let known = self.applications.contains_key(network.0);
            place.expect(known, FaultCode::UnknownApplication, "application", network.0);
            let node = self.organisations.get(&network);
            place.expect(node.is_some(), FaultCode::UnknownOrganisation, "network", network.1);
            let elsewhere = node.is_some_and(|node| node.kind != OrganisationKind::Network);
            place.contradiction(elsewhere, "network names a node that is no network");
            place.form("code", &it.code, |code| is_lower_code(code) && code != NONE);
            place.unique(&mut codes, (network, &it.code), "code", &it.code);
            place.unique(&mut names, (network, &it.name), "name", &it.name);
            if it.position > 0 {
                place.unique(&mut positions, (network, it.position), "position", &it.position.to_string());
            }
        }
    }

    fn professional_roles(&mut self, lines: &[u32]) {
        let (mut codes, mut names) = (HashSet::new(), HashSet::new());
        for (it, &line) in self.catalogue.professional_roles.iter().zip(lines) {
            let mut place = Place { layout: &layout::PROFESSIONAL_ROLES, line, faults: &mut self.faults };
            place.form("code", &it.code, is_lower_code);
            place.unique(&mut codes, &it.code, "code", &it.code);
            place.unique(&mut names, &it.name, "name", &it.name);
        }
    }

    fn accounts(&mut self, lines: &[u32]) {
        let mut emails = HashSet::new();
        for (it, &line) in self.catalogue.accounts.iter().zip(lines) {
            let mut place = Place { layout: &layout::ACCOUNTS, line, faults: &mut self.faults };
            place.form("email", &it.email, is_email);
            place.unique(&mut emails, it.email.to_lowercase(), "email", &it.email);
            place.form("language", &it.language, is_language);
        }
    }

    fn grants(&mut self, lines: &[u32]) {
        let accounts: HashSet<String> =
            self.catalogue.accounts.iter().map(|it| it.email.to_lowercase()).collect();
        let mut seen = HashSet::new();
        for (it, &line) in self.catalogue.grants.iter().zip(lines) {
            let mut place = Place { layout: &layout::GRANTS, line, faults: &mut self.faults };
            let Grant { email, application, organisation, profile, valid_from, valid_until } = it;
            let person = email.to_lowercase();
            place.expect(accounts.contains(&person), FaultCode::UnknownAccount, "email", email);
            let known = self.applications.contains_key(application.as_str());
            place.expect(known, FaultCode::UnknownApplication, "application", application);
            let node = self.organisations.get(&(application.as_str(), organisation.as_str())).copied();
            place.expect(node.is_some(), FaultCode::UnknownOrganisation, "organisation", organisation);
            let what = self.profiles.get(&(application.as_str(), profile.as_str())).copied();
            place.expect(what.is_some(), FaultCode::UnknownProfile, "profile", profile);
            if let (Some(node), Some(what)) = (node, what)
                && !may_be_held(what.level, node.kind)
            {
                let told = format!("a profile of level {} at a {}", what.level, node.kind);
                place.fault(FaultCode::Contradiction, told);
            }
            let reversed = valid_from.zip(*valid_until).is_some_and(|(from, until)| until <= from);
            place.contradiction(reversed, "valid_until not after valid_from");
            // A profile of level network is held once per network, wherever in it (R4).
            let scope = match what.map(|what| what.level) {
                Some(ProfileLevel::Network) => organisation.split('/').next().unwrap_or_default(),
                Some(ProfileLevel::Provider | ProfileLevel::Guest) | None => organisation.as_str(),
            };
            place.unique(&mut seen, (person, application, scope.to_owned(), profile), "profile", profile);
        }
    }
}

/// Where a right can lie (R3): guest profiles at guest nodes only, the others anywhere in a network but there.
/// A profile of level network may lie at the network itself or at the provider it was requested at.
fn may_be_held(level: ProfileLevel, kind: OrganisationKind) -> bool {
    match (level, kind) {
        (ProfileLevel::Guest, OrganisationKind::Guest)
        | (ProfileLevel::Network, OrganisationKind::Network | OrganisationKind::Provider)
        | (ProfileLevel::Provider, OrganisationKind::Provider) => true,
        (
            ProfileLevel::Guest,
            OrganisationKind::Network | OrganisationKind::Country | OrganisationKind::Provider,
        )
        | (ProfileLevel::Network, OrganisationKind::Country | OrganisationKind::Guest)
        | (
            ProfileLevel::Provider,
            OrganisationKind::Network | OrganisationKind::Country | OrganisationKind::Guest,
        ) => false,
    }
}

impl Place<'_> {
    /// Network › country › provider or guest, in one country, active only where all above is active (R17).
    fn parent(&mut self, it: &Organisation, parent: Option<(&str, Option<&Organisation>)>) {
        let above = match it.kind {
            OrganisationKind::Network => None,
            OrganisationKind::Country => Some(OrganisationKind::Network),
            OrganisationKind::Provider | OrganisationKind::Guest => Some(OrganisationKind::Country),
        };
        match (above, parent) {
            (None, None) => self.expect(!it.key.contains('/'), FaultCode::WrongParent, "key", &it.key),
            (None, Some((key, _))) => self.fault(FaultCode::WrongParent, describe("parent", key)),
            (Some(_), None) => self.fault(FaultCode::MissingValue, "parent"),
            (Some(_), Some((key, None))) => {
                self.fault(FaultCode::UnknownOrganisation, describe("parent", key))
            }
            (Some(above), Some((key, Some(parent)))) => {
                if parent.kind != above {
                    self.fault(FaultCode::WrongParent, format!("a {} beneath a {}", it.kind, parent.kind));
                }
                let own = it.key.strip_prefix(key).and_then(|rest| rest.strip_prefix('/'));
                let one_below = own.is_some_and(|own| !own.contains('/'));
                self.expect(one_below, FaultCode::WrongParent, "key", &it.key);
                let elsewhere =
                    parent.country.is_some() && it.country.is_some() && parent.country != it.country;
                self.contradiction(elsewhere, "another country than its parent");
                let revived = it.status == NodeStatus::Active && parent.status == NodeStatus::Retired;
                self.contradiction(revived, "active beneath a retired node");
            }
        }
    }
}
