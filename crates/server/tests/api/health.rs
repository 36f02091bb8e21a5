//! `/health`

use crate::support::spawn_app;

#[tokio::test]
async fn a_hilum_that_serves_is_alive_and_ready() {
    let app = spawn_app();
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(app.anonymous().get(path).await.expect(200)["status"], "ok", "{path}");
    }
}
