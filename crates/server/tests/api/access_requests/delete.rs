//! `DELETE /api/v1/access-requests/{id}`

use crate::support::journey::address;
use crate::support::spawn_app;

#[tokio::test]
async fn a_draft_is_thrown_away_and_gone() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    newcomer.delete(&address(&draft, "")).await.refused(428, "precondition_required");
    newcomer.delete(&address(&draft, "")).header("if-match", "\"9\"").await.refused(412, "stale");
    newcomer.delete(&address(&draft, "")).if_match(&draft).await.expect(204);
    newcomer.look_at(&draft).await.refused(404, "not_found");
    newcomer.delete(&address(&draft, "")).if_match(&draft).await.refused(404, "not_found");
}

#[tokio::test]
async fn what_was_submitted_once_stays() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    newcomer.delete(&address(&request, "")).if_match(&request).await.refused(409, "wrong_state");
    let withdrawn = newcomer.post(&address(&request, "/withdraw")).await.expect(200);
    newcomer.delete(&address(&request, "")).if_match(&withdrawn).await.refused(409, "wrong_state");
}
