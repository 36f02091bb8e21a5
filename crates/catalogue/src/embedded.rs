//! The real data, compiled into the binary. Its files are in `data/`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::Catalogue;

/// The files of the real data, by name.
fn files() -> BTreeMap<String, Vec<u8>> {
    [
        ("applications.json", include_str!("../data/applications.json")),
        ("countries.json", include_str!("../data/countries.json")),
        ("organisations.csv", include_str!("../data/organisations.csv")),
        ("profiles.json", include_str!("../data/profiles.json")),
        ("thematic_areas.csv", include_str!("../data/thematic_areas.csv")),
        ("professional_roles.csv", include_str!("../data/professional_roles.csv")),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .collect()
}

#[expect(clippy::expect_used, reason = "a test checks the embedded catalogue")]
static EMBEDDED: LazyLock<Catalogue> = LazyLock::new(|| crate::parse(&files()).expect("a whole catalogue"));

impl Catalogue {
    /// The real data: CPMS with its networks, the other applications of the portal, and Hilum itself. It names
    /// no accounts and no grants.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::snapshot::tests::of;
    use crate::{
        Assurance, MemberType, Node, NodeStatus, Organisation, OrganisationKind, ProfileLevel, write,
    };

    fn cpms(kind: OrganisationKind, status: NodeStatus) -> Vec<&'static Organisation> {
        let wanted = |it: &&Organisation| it.application == "CPMS" && it.kind == kind && it.status == status;
        Catalogue::embedded().organisations.iter().filter(wanted).collect()
    }

    #[test]
    fn there_are_29_applications_of_which_cpms_is_open_and_the_portal_itself() {
        let catalogue = Catalogue::embedded();
        let (portal, offered): (Vec<_>, Vec<_>) = catalogue.applications.iter().partition(|it| it.portal);
        assert_eq!(offered.len(), 29);
        assert_eq!(
            portal.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(),
            [hilum_domain::catalogue::PORTAL]
        );
        let open: Vec<_> = offered.iter().filter(|it| it.configured).map(|it| it.code.as_str()).collect();
        assert_eq!(open, ["CPMS"]);
        let cpms = catalogue.application("CPMS").expect("CPMS");
        assert_eq!((cpms.required_assurance, cpms.guest_days), (Assurance::TwoStep, 90));
        assert_eq!((cpms.usual_days_min, cpms.usual_days_max), (1, 3));
        let names: BTreeSet<_> = offered.iter().map(|it| it.name.as_str()).collect();
        assert!(["EIPAHA", "Euceg reporting", "FOREMATIS", "RASFF"].iter().all(|name| names.contains(name)));
    }

    #[test]
    fn there_are_24_networks_and_the_retired_covid_19_in_the_byte_order_of_their_codes() {
        let networks = cpms(OrganisationKind::Network, NodeStatus::Active);
        assert_eq!(networks.len(), 24);
        let retired = cpms(OrganisationKind::Network, NodeStatus::Retired);
        assert_eq!(retired.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(), ["COVID-19"]);
        let snapshot = of(Catalogue::embedded());
        let shown = snapshot.networks("CPMS").filter(|it| !it.closed);
        let codes: Vec<_> = shown.filter_map(|it| it.code.as_deref()).collect();
        assert!(codes.is_sorted());
        assert_eq!((codes[0], codes[4], codes[23]), ("BOND", "ERN-LUNG", "eUROGEN"));
        for network in networks {
            assert!(network.short_name.is_some() && network.official_name.is_some(), "{}", network.key);
            assert!(
                network.website.is_some() && network.coordinating_institution.is_some(),
                "{}",
                network.key
            );
            let areas =
                Catalogue::embedded().thematic_areas.iter().filter(|area| area.network == network.key);
            assert!(areas.count() >= 2, "{}", network.key);
        }
        let rnd = Catalogue::embedded().organisation("CPMS", "ERN-RND").expect("ERN-RND");
        assert_eq!(
            (rnd.label.as_str(), rnd.short_name.as_deref()),
            ("ERN-RND - Neurological Diseases", Some("rnd"))
        );
    }

    #[test]
    fn every_active_network_offers_30_countries_each_beginning_with_guest_access() {
        let snapshot = of(Catalogue::embedded());
        for network in snapshot.networks("CPMS").filter(|it| !it.closed) {
            let of_network = |it: &&Node| it.network == network.id && it.id != network.id;
            let beneath: Vec<_> = snapshot.nodes().filter(of_network).filter(|it| !it.closed).collect();
            let countries = beneath.iter().filter(|it| it.kind == OrganisationKind::Country);
            assert_eq!(countries.clone().count(), 30, "{}", network.key);
            assert!(countries.map(|it| &it.name).is_sorted(), "{}", network.key);
            for pair in beneath.windows(2) {
                if pair[0].kind == OrganisationKind::Country {
                    assert_eq!(pair[1].label, "0000 Guest Access", "{}", pair[0].key);
                    assert_eq!(pair[1].parent, Some(pair[0].id));
                }
            }
        }
        assert_eq!(cpms(OrganisationKind::Guest, NodeStatus::Active).len(), 24 * 30);
        assert_eq!(cpms(OrganisationKind::Guest, NodeStatus::Retired).len(), 0);
    }

    #[test]
    fn providers_are_those_of_the_guides_and_former_members_are_history() {
        let snapshot = of(Catalogue::embedded());
        let beneath = |it: &&Node| it.key.starts_with("ERN-RND/DE/");
        let germans: Vec<_> = snapshot.nodes().filter(beneath).collect();
        let codes: Vec<_> = germans.iter().filter_map(|it| it.code.as_deref()).collect();
        assert_eq!(codes, ["0000", "DE03", "DE22", "DE27", "DE30", "DE36", "DE42"]);
        assert_eq!(germans[2].label, "DE22 - Universitätsklinikum Tübingen");
        assert_eq!(cpms(OrganisationKind::Provider, NodeStatus::Active).len(), 598);
        let former = cpms(OrganisationKind::Provider, NodeStatus::Retired);
        assert_eq!(former.len(), 8);
        let british = |it: &&Organisation| {
            it.country.as_deref() == Some("GB") && it.member_type == Some(MemberType::FormerMember)
        };
        assert!(former.iter().all(british));
        let retired = cpms(OrganisationKind::Country, NodeStatus::Retired);
        let keys: Vec<_> = retired.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(keys, ["EpiCARE/GB", "GENTURIS/GB", "GUARD-HEART/GB"]);
    }

    #[test]
    fn there_are_32_countries_with_names_in_24_languages_of_which_30_are_offered() {
        let countries = &Catalogue::embedded().countries;
        assert_eq!(countries.len(), 32);
        assert!(countries.iter().all(|it| it.names.len() == 24));
        let retired: Vec<_> = countries
            .iter()
            .filter(|it| it.status == NodeStatus::Retired)
            .map(|it| it.code.as_str())
            .collect();
        assert_eq!(retired, ["CH", "GB"]);
    }

    #[test]
    fn the_nine_profiles_of_cpms_carry_their_rules() {
        let catalogue = Catalogue::embedded();
        let of = |application: &'static str| {
            catalogue.profiles.iter().filter(move |it| it.application == application)
        };
        assert_eq!(of("CPMS").count(), 9);
        let deciding: Vec<_> = of("CPMS").filter(|it| it.decides).map(|it| it.code.as_str()).collect();
        assert_eq!(deciding, ["coordinator", "dispatcher"]);
        assert!(of("CPMS").filter(|it| it.decides).all(|it| it.requires == ["hp"]));
        let guests: Vec<_> = of("CPMS")
            .filter(|it| it.level == ProfileLevel::Guest)
            .map(|it| (it.code.as_str(), it.recommended))
            .collect();
        assert_eq!(guests, [("guest", true), ("guest_virtual_centre", false)]);
        let closed: Vec<_> = of("CPMS").filter(|it| !it.requestable).map(|it| it.code.as_str()).collect();
        assert_eq!(closed, ["database_manager"]);
        let own: Vec<_> = of("HILUM").map(|it| it.code.as_str()).collect();
        assert_eq!(own, ["administrator", "helpdesk", "auditor"]);
        assert!(of("HILUM").all(|it| !it.requestable && !it.decides && it.level == ProfileLevel::Network));
    }

    #[test]
    fn the_committed_files_are_what_the_writer_writes() {
        let written = write(Catalogue::embedded());
        for (name, bytes) in files() {
            let differing = String::from_utf8_lossy(&bytes)
                .lines()
                .zip(String::from_utf8_lossy(&written[&name]).lines())
                .position(|(committed, written)| committed != written);
            assert_eq!(differing, None, "{name}");
            assert_eq!(bytes.len(), written[&name].len(), "{name}");
        }
    }
}
