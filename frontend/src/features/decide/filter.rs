//! What the list is narrowed to. It lives in the address, so that a list can be kept, sent and come back to.

use hilum_api_types::paths;
use leptos_router::params::ParamsMap;

use crate::api::with_query;

/// The address of the dashboard.
pub(super) const DASHBOARD: &str = "/decide";

/// Names as in the API; an empty value narrows nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    pub(super) status: String,
    pub(super) country: String,
    pub(super) organisation: String,
    pub(super) profile: String,
    pub(super) older_than_days: String,
    pub(super) q: String,
    /// Page of the list; not a filter, but part of the address as well.
    pub(super) cursor: String,
}

impl Filter {
    pub(super) fn of(query: &ParamsMap) -> Self {
        let value = |name| query.get(name).unwrap_or_default();
        Self {
            status: value("status"),
            country: value("country"),
            organisation: value("organisation"),
            profile: value("profile"),
            older_than_days: value("older_than_days"),
            q: value("q"),
            cursor: value("cursor"),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pairs().iter().all(|(_, value)| value.is_empty())
    }

    /// Where the API has this page of the list.
    pub(super) fn api_path(&self) -> String {
        let list = with_query(paths::ACCESS_REQUESTS, &[("view", "to_decide"), ("cursor", &self.cursor)]);
        with_query(&list, &self.pairs())
    }

    /// Where this list is shown, from that cursor on; from the beginning when it is empty.
    pub(super) fn address(&self, cursor: &str) -> String {
        with_query(&with_query(DASHBOARD, &self.pairs()), &[("cursor", cursor)])
    }

    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("status", &self.status),
            ("country", &self.country),
            ("organisation", &self.organisation),
            ("profile", &self.profile),
            ("older_than_days", &self.older_than_days),
            ("q", &self.q),
        ]
    }
}
