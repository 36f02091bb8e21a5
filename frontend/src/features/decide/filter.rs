//! What the list is narrowed to. It lives in the address, so that a list can be kept, sent and come back to.

use hilum_api_types::paths;

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
    /// `query`: what the address says under a name.
    pub(super) fn of(query: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name| query(name).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Filter {
        Filter::of(|name| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_filter_survives_its_address() {
        let pairs = [("status", "submitted"), ("country", "DE"), ("q", "Tübingen & co")];
        let filter = read(&pairs);
        assert!(!filter.is_empty());
        assert_eq!(filter.address(""), "/decide?status=submitted&country=DE&q=T%C3%BCbingen%20%26%20co");
        assert_eq!(filter.address("next"), format!("{}&cursor=next", filter.address("")));
    }

    #[test]
    fn a_page_of_the_list_is_no_filter() {
        let filter = read(&[("cursor", "a-1")]);
        assert!(filter.is_empty());
        assert_eq!(filter.address(""), DASHBOARD);
        assert_eq!(filter.api_path(), format!("{}?view=to_decide&cursor=a-1", paths::ACCESS_REQUESTS));
    }
}
