//! Where one is in the tree, as it stands in the address: it survives a reload and can be sent to a colleague.

use hilum_api_types::paths;
use hilum_domain::OrganisationId;

use crate::api::with_query;

/// The address's word for the level of the networks.
const TOP: &str = "top";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Scope {
    /// Beneath the node that is shown.
    #[default]
    Here,
    Everywhere,
}

impl Scope {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Everywhere => "everywhere",
        }
    }

    pub(super) fn parse(text: &str) -> Self {
        if text == Self::Everywhere.as_str() { Self::Everywhere } else { Self::Here }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Place {
    /// The node whose children are shown; `None` for the networks.
    pub(super) at: Option<OrganisationId>,
    /// What is searched for.
    pub(super) text: String,
    pub(super) scope: Scope,
    /// Page of the list.
    pub(super) cursor: Option<String>,
}

impl Place {
    /// `query`: what the address says under a name; `otherwise`: where to begin when it says nothing.
    pub(super) fn read(query: impl Fn(&str) -> Option<String>, otherwise: Option<OrganisationId>) -> Self {
        let given = |name| query(name).filter(|value| !value.is_empty());
        let at = match given("at") {
            Some(id) => uuid::Uuid::parse_str(&id).ok().map(OrganisationId),
            None => otherwise,
        };
        Self {
            at,
            text: given("q").unwrap_or_default(),
            scope: Scope::parse(&given("in").unwrap_or_default()),
            cursor: given("cursor"),
        }
    }

    /// The level of that node, without any search.
    pub(super) fn level(at: Option<OrganisationId>) -> Self {
        Self { at, ..Self::default() }
    }

    pub(super) fn address(&self, path: &str) -> String {
        let at = self.at.map_or_else(|| TOP.to_owned(), |id| id.to_string());
        let scope = if self.scope == Scope::Here { "" } else { self.scope.as_str() };
        let cursor = self.cursor.as_deref().unwrap_or_default();
        with_query(path, &[("at", &at), ("q", &self.text), ("in", scope), ("cursor", cursor)])
    }

    /// What to ask the API.
    pub(super) fn question(&self, application: &str) -> String {
        let everywhere = !self.text.is_empty() && self.scope == Scope::Everywhere;
        let parent = self.at.filter(|_| !everywhere).map(|id| id.to_string()).unwrap_or_default();
        let pairs = [
            ("application", application),
            ("parent", &parent),
            ("q", &self.text),
            ("limit", "25"),
            ("cursor", self.cursor.as_deref().unwrap_or_default()),
        ];
        with_query(paths::ORGANISATIONS, &pairs)
    }

    pub(super) fn is_search(&self) -> bool {
        !self.text.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn read(address: &str, otherwise: Option<OrganisationId>) -> Place {
        let pairs = address.split_once('?').map_or("", |(_, pairs)| pairs);
        let query = |name: &str| {
            let value =
                pairs.split('&').filter_map(|pair| pair.split_once('=')).find(|(known, _)| *known == name)?.1;
            Some(percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
        };
        Place::read(query, otherwise)
    }

    #[test]
    fn a_place_survives_its_address() {
        let here = Some(OrganisationId(Uuid::from_u128(7)));
        for place in [
            Place::level(None),
            Place::level(here),
            Place { text: "Zürich & Genève".into(), ..Place::level(here) },
            Place { text: "x".into(), scope: Scope::Everywhere, cursor: Some("a-1".into()), at: here },
        ] {
            assert_eq!(read(&place.address("/step"), Some(OrganisationId(Uuid::from_u128(8)))), place);
        }
    }

    #[test]
    fn where_the_address_says_nothing_one_begins_where_one_was() {
        let before = Some(OrganisationId(Uuid::from_u128(8)));
        assert_eq!(read("/step", before), Place::level(before));
        assert_eq!(read("/step?at=top", before), Place::level(None));
        assert_eq!(read("/step?at=nonsense&in=nowhere", before), Place::level(None));
    }

    #[test]
    fn a_search_everywhere_forgets_the_level_and_an_empty_one_is_none() {
        let at = Some(OrganisationId(Uuid::from_u128(7)));
        let place = |text: &str, scope| Place { text: text.into(), scope, ..Place::level(at) };
        assert!(!place("x", Scope::Everywhere).question("CPMS").contains("parent="));
        assert!(place("x", Scope::Here).question("CPMS").contains("parent="));
        assert!(place("", Scope::Everywhere).question("CPMS").contains("parent="));
        assert!(place("x", Scope::Here).is_search() && !place("", Scope::Here).is_search());
    }
}
