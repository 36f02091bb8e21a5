use hilum_api_types::preferences::{PreferencesView, UpdatePreferences};
use hilum_catalogue::{Node, Snapshot};
use hilum_domain::OrganisationId;
use hilum_domain::catalogue::PORTAL;
use hilum_domain::preferences::{self, Preferences};
use hilum_store::{Db, preferences as stored};

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::conditions::IfMatch;
use crate::http::given::Given;
use crate::names::node_ref;

/// Networks in which the person has access, in the order of the catalogue.
pub(super) fn networks<'c>(catalogue: &'c Snapshot, principal: &Principal) -> Vec<&'c Node> {
    let rights = principal.actor.rights.iter().filter(|right| right.application != PORTAL);
    let mut nodes: Vec<&Node> = rights.filter_map(|right| catalogue.node(right.network)).collect();
    nodes.sort_by_key(|node| catalogue.position(node.id));
    nodes.dedup_by_key(|node| node.id);
    nodes
}

/// One entry for each of them.
pub(super) async fn list(db: &Db<'_>, principal: &Principal) -> ApiResult<Vec<PreferencesView>> {
    let nodes = networks(db.catalogue(), principal);
    if nodes.is_empty() {
        return Ok(Vec::new());
    }
    let given = stored::of_account(db, principal.id()).await?;
    let view = |node: &Node| {
        let known = given.iter().find(|p| p.network == node.id);
        PreferencesView {
            network: node_ref(node),
            version: known.map_or(0, |p| p.version),
            professional_role: known.map_or_else(String::new, |p| p.preferences.professional_role.clone()),
            areas: known.map_or_else(Vec::new, |p| p.preferences.areas.clone()),
            updated_at: known.map(|p| p.updated_at),
        }
    };
    Ok(nodes.into_iter().map(view).collect())
}

/// A network without access is not there: preferences are for those who work in it.
pub(super) async fn get(
    db: &Db<'_>,
    principal: &Principal,
    network: OrganisationId,
) -> ApiResult<PreferencesView> {
    let all = list(db, principal).await?;
    all.into_iter().find(|p| p.network.id == network).ok_or_else(ApiError::not_found)
}

pub(super) async fn put(
    context: &Context,
    principal: Principal,
    network: OrganisationId,
    seen: IfMatch,
    body: Given<UpdatePreferences>,
) -> ApiResult<PreferencesView> {
    let (body, shape) = body.split();
    let wanted = Preferences { professional_role: body.professional_role, areas: body.areas };
    context
        .store
        .write(principal.author(), async move |tx| {
            let principal = principal.with_rights_of(tx);
            let current = get(tx, &principal, network).await?;
            seen.check(current.version)?;
            let areas = tx.catalogue().thematic_areas(network);
            let known = areas.iter().map(|area| area.code.clone()).collect();
            shape.with(preferences::check(&wanted, &known).map_err(ApiError::Invalid))?;
            stored::put(tx, principal.id(), network, &wanted, current.version, principal.now).await?;
            get(tx, &principal, network).await
        })
        .await
}
