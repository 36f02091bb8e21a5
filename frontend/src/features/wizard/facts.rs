//! What the strict check needs to know, put together from the API's answers (invariant 4).

use hilum_api_types::access_profiles::AccessProfiles;
use hilum_api_types::applications::ApplicationView;
use hilum_api_types::organisations::OrganisationView;
use hilum_api_types::paths;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::RequestId;
use hilum_domain::access_request::Draft;
use hilum_domain::catalogue::OrganisationKind;
use hilum_domain::check::{ApplicationFacts, Facts, Holding, OrganisationFacts};

use super::application;
use crate::api::{self, ApiError, with_query};

/// What the catalogue says about the choices of a draft; `None` where nothing is chosen or it does not exist.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) application: Option<ApplicationView>,
    pub(super) organisation: Option<OrganisationView>,
    pub(super) profiles: Option<AccessProfiles>,
}

impl Known {
    pub(super) async fn about(draft: Draft) -> Result<Self, ApiError> {
        let applications = application::all().await?.items;
        let application = applications.into_iter().find(|a| Some(&a.code) == draft.application.as_ref());
        let mut organisation: Option<OrganisationView> = None;
        let mut profiles = None;
        if let (Some(id), Some(application)) = (draft.organisation, &application) {
            organisation = present(api::get(&paths::organisation(id)).await)?;
            let place = [("application", &*application.code), ("organisation", &*id.to_string())];
            profiles = present(api::get(&with_query(paths::ACCESS_PROFILES, &place)).await)?;
        }
        Ok(Self { application, organisation, profiles })
    }

    /// For `hilum_domain::check::check_for_submit`.
    pub(super) fn facts(&self, own: RequestId) -> Facts {
        let profiles = self.profiles.as_ref();
        Facts {
            application: self.application.as_ref().map(|view| ApplicationFacts {
                code: view.code.clone(),
                status: view.status,
                configured: view.configured,
            }),
            organisation: self.organisation.as_ref().map(organisation_facts),
            profiles: profiles.map(|p| p.items.iter().map(|item| item.facts()).collect()).unwrap_or_default(),
            holdings: profiles.map(|p| others(&p.holdings, own)).unwrap_or_default(),
        }
    }

    /// The name of a profile; its code where it is not known.
    pub(super) fn profile_name(&self, code: &str) -> String {
        let items = self.profiles.iter().flat_map(|profiles| &profiles.items);
        items
            .into_iter()
            .find(|item| item.code == code)
            .map_or_else(|| code.to_owned(), |item| item.name.clone())
    }
}

fn organisation_facts(view: &OrganisationView) -> OrganisationFacts {
    let network = view.path.iter().find(|node| node.kind == OrganisationKind::Network);
    OrganisationFacts {
        id: view.id,
        network: network.map_or(view.id, |node| node.id),
        application: view.application.clone(),
        kind: view.kind,
        status: view.status,
    }
}

/// What comes from other requests: a returned request does not stand in its own way.
fn others(holdings: &[Holding], own: RequestId) -> Vec<Holding> {
    holdings.iter().filter(|holding| holding.request != Some(own)).cloned().collect()
}

fn present<T>(answer: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code() == Some(ErrorCode::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
