//! What the strict check needs to know, put together from the API's answers (invariant 4).

use hilum_api_types::access_profiles::AccessProfiles;
use hilum_api_types::applications::ApplicationView;
use hilum_api_types::organisations::OrganisationView;
use hilum_domain::catalogue::OrganisationKind;
use hilum_domain::check::{ApplicationFacts, Facts, OrganisationFacts};

pub(super) fn application(view: &ApplicationView) -> ApplicationFacts {
    ApplicationFacts { code: view.code.clone(), status: view.status, configured: view.configured }
}

pub(super) fn organisation(view: &OrganisationView) -> OrganisationFacts {
    let network = view.path.iter().find(|node| node.kind == OrganisationKind::Network);
    OrganisationFacts {
        id: view.id,
        network: network.map_or(view.id, |node| node.id),
        application: view.application.clone(),
        kind: view.kind,
        status: view.status,
    }
}

pub(super) fn all(
    application: Option<&ApplicationView>,
    organisation: Option<&OrganisationView>,
    profiles: Option<&AccessProfiles>,
) -> Facts {
    Facts {
        application: application.map(self::application),
        organisation: organisation.map(self::organisation),
        profiles: profiles.map(|p| p.items.iter().map(|item| item.facts()).collect()).unwrap_or_default(),
        holdings: profiles.map(|p| p.holdings.clone()).unwrap_or_default(),
    }
}
