//! Where one is in the tree, as it stands in the address: it survives a reload and can be sent to a colleague.

use hilum_api_types::paths;
use hilum_domain::OrganisationId;
use leptos_router::params::ParamsMap;

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
    /// `otherwise` is where to begin when the address says nothing.
    pub(super) fn read(query: &ParamsMap, otherwise: Option<OrganisationId>) -> Self {
        let given = |name| query.get(name).filter(|value| !value.is_empty());
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
