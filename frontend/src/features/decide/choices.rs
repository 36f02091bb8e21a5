//! What the filters offer: the countries and profiles of the networks one has to do with, and a country's providers.

use hilum_api_types::access_profiles::AccessProfiles;
use hilum_api_types::grants::GrantView;
use hilum_api_types::organisations::OrganisationView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_domain::OrganisationId;
use hilum_domain::catalogue::PORTAL;

use crate::api::{self, ApiError, with_query};
use crate::words;

/// (value, text), as a select field takes them.
pub(super) type Choice = (String, String);

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Choices {
    pub(super) countries: Vec<Choice>,
    pub(super) profiles: Vec<Choice>,
    nodes: Vec<CountryNode>,
}

/// A country within a network.
#[derive(Clone, Debug, PartialEq)]
struct CountryNode {
    id: OrganisationId,
    application: String,
    country: String,
}

/// # Errors
/// When one of the answers does not come.
pub(super) async fn load() -> Result<Choices, ApiError> {
    let mine: Page<GrantView> = api::get(&with_query(paths::MY_GRANTS, &[("limit", "100")])).await?;
    let mut choices = Choices::default();
    let mut asked: Vec<OrganisationId> = Vec::new();
    for grant in mine.items.iter().filter(|grant| grant.application.code != PORTAL) {
        let Some(network) = grant.organisation.path.first().map(|node| node.id) else { continue };
        if asked.contains(&network) {
            continue;
        }
        asked.push(network);
        choices.add_network(&grant.application.code, network).await?;
        choices.add_profiles(&grant.application.code, grant.organisation.id).await?;
    }
    Ok(choices)
}

impl Choices {
    async fn add_network(&mut self, application: &str, network: OrganisationId) -> Result<(), ApiError> {
        for node in children(application, network).await? {
            let Some(country) = node.details.country else { continue };
            add(&mut self.countries, country.clone(), || words::country(&country));
            self.nodes.push(CountryNode { id: node.id, application: application.to_owned(), country });
        }
        Ok(())
    }

    async fn add_profiles(
        &mut self,
        application: &str,
        organisation: OrganisationId,
    ) -> Result<(), ApiError> {
        let asked = [("application", application), ("organisation", &organisation.to_string())];
        let known: AccessProfiles = api::get(&with_query(paths::ACCESS_PROFILES, &asked)).await?;
        for profile in known.items {
            add(&mut self.profiles, profile.code, || profile.name);
        }
        Ok(())
    }

    /// The places of a country in all these networks.
    ///
    /// # Errors
    /// When one of the answers does not come.
    pub(super) async fn places(self, country: &str) -> Result<Vec<Choice>, ApiError> {
        let mut places = Vec::new();
        for node in self.nodes.iter().filter(|node| node.country == country) {
            let below = children(&node.application, node.id).await?;
            places.extend(below.into_iter().map(|place| (place.id.to_string(), place.label)));
        }
        Ok(places)
    }
}

async fn children(application: &str, parent: OrganisationId) -> Result<Vec<OrganisationView>, ApiError> {
    let asked = [("application", application), ("parent", &parent.to_string()), ("limit", "100")];
    Ok(api::get::<Page<OrganisationView>>(&with_query(paths::ORGANISATIONS, &asked)).await?.items)
}

/// Adds what is not there yet, in the order of the texts.
fn add(choices: &mut Vec<Choice>, value: String, text: impl FnOnce() -> String) {
    if !choices.iter().any(|(known, _)| *known == value) {
        let text = text();
        let at = choices.iter().position(|(_, other)| *other > text).unwrap_or(choices.len());
        choices.insert(at, (value, text));
    }
}
