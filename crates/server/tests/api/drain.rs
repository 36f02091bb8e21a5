//! A node that is told to stop leaves without anybody noticing.

use std::io::Write as _;
use std::time::{Duration, Instant};

use crate::support::raw::{answer, open};
use crate::support::{Database, People, Program, eventually};

const READY: &str = "/health/ready";

#[tokio::test]
async fn it_says_so_first_closes_its_connections_and_ends_what_is_under_way() {
    for signal in ["TERM", "INT"] {
        let database = Database::new(People::Nobody);
        let program = Program::serve_with(&database, "HILUM_DRAIN_SECONDS", "3").await;
        let client = program.client(None);
        let idle = open(program.address());
        // Half a body now, the other half after the node was told to go.
        let mut under_way = open(program.address());
        let head = format!(
            "POST /api/v1/sessions HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{",
            program.address()
        );
        under_way.write_all(head.as_bytes()).unwrap();
        assert!(!client.get(READY).await.headers.contains_key("connection"));

        program.signal(signal);
        let leaving = eventually("it is not ready", || async {
            let ready = client.get(READY).await;
            (ready.status == 503).then_some(ready)
        })
        .await;
        assert_eq!((leaving.code(), leaving.header("connection")), ("unavailable", "close"));
        let served = client.get("/api/v1/portal").await;
        assert_eq!((served.status, served.header("connection")), (200, "close"), "it still serves");
        let end = tokio::spawn(program.ended());
        tokio::time::sleep(Duration::from_secs(4)).await;
        under_way.write_all(b"}").unwrap();
        let told = tokio::task::spawn_blocking(move || answer(&mut under_way)).await.unwrap();
        assert!(told.starts_with("HTTP/1.1 422 "), "{told}");
        assert_eq!(end.await.unwrap(), Some(0), "{signal}");
        drop(idle);
    }
}

#[tokio::test]
async fn a_second_signal_stops_it_at_once() {
    let database = Database::new(People::Nobody);
    let program = Program::serve_with(&database, "HILUM_DRAIN_SECONDS", "600").await;
    let client = program.client(None);
    program.signal("TERM");
    eventually("it is not ready", || async { (client.get(READY).await.status == 503).then_some(()) }).await;
    let started = Instant::now();
    program.signal("TERM");
    program.ended().await;
    assert!(started.elapsed() < Duration::from_secs(60));
}
