//! What a connection costs, and when it is over.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use crate::support::raw::{answer, exchange, open};
use crate::support::spawn_app;

/// Still sending, one byte after the other, until nobody takes them any more.
fn trickle_on(mut stream: std::net::TcpStream) -> Duration {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(20) {
        if stream.write_all(b"1\r\nx\r\n").is_err() {
            return started.elapsed();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    started.elapsed()
}

/// Each way to be refused before the end of a body.
#[tokio::test]
async fn after_any_early_answer_the_rest_of_a_body_is_read_for_seconds_only() {
    let app = spawn_app();
    let signed_in = "Cookie: __Host-hilum=newcomer1\r\n";
    let from_page = "X-Requested-With: hilum\r\n";
    let own = format!("Host: {}\r\n", app.address);
    let json = "Content-Type: application/json\r\n";
    let refusals = [
        (401, "POST /api/v1/access-requests", format!("{own}{json}")),
        (401, "PATCH /api/v1/me", format!("{own}Content-Type: text/plain\r\n")),
        (403, "POST /api/v1/access-requests", format!("{own}{json}{signed_in}")),
        (403, "POST /api/v1/support-codes/lookups", format!("{own}{json}{signed_in}{from_page}")),
        (404, "POST /api/v1/no-such", own.clone()),
        (405, "PUT /api/v1/access-requests", own.clone()),
        (415, "POST /api/v1/sessions", own.clone()),
        (421, "POST /api/v1/sessions", format!("Host: evil.example\r\n{json}")),
        (428, "PATCH /api/v1/me", format!("{own}{json}{signed_in}{from_page}")),
        (200, "GET /health/live", own.clone()),
    ];
    let mut waiting = Vec::new();
    for (status, line, headers) in refusals {
        for length in ["Transfer-Encoding: chunked", "Content-Length: 100000000"] {
            let head = format!("{line} HTTP/1.1\r\n{headers}{length}\r\n\r\n1\r\nx\r\n");
            let address = app.address.clone();
            waiting.push(tokio::task::spawn_blocking(move || {
                let mut stream = open(&address);
                stream.write_all(head.as_bytes()).unwrap();
                let told = answer(&mut stream);
                assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{status} {head}: {told}");
                (trickle_on(stream), head)
            }));
        }
    }
    for waited in waiting {
        let (time, head) = waited.await.unwrap();
        assert!(time < Duration::from_secs(15), "{head} {time:?}");
    }
}

#[tokio::test]
async fn of_a_huge_body_that_is_too_large_little_is_taken() {
    let app = spawn_app();
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        app.address
    );
    let address = app.address.clone();
    let sent = tokio::task::spawn_blocking(move || {
        let mut stream = open(&address);
        stream.write_all(head.as_bytes()).unwrap();
        let chunk = format!("100000\r\n{}\r\n", "x".repeat(0x10_0000));
        // What the two systems buffer by themselves may be some megabytes.
        let sent = (0..200).take_while(|_| stream.write_all(chunk.as_bytes()).is_ok()).count();
        let mut told = Vec::new();
        let _ = stream.read_to_end(&mut told);
        assert!(told.starts_with(b"HTTP/1.1 413 "), "{}", String::from_utf8_lossy(&told));
        sent
    });
    assert!(sent.await.unwrap() < 50);
}

#[tokio::test]
async fn a_small_body_that_is_refused_leaves_the_connection_as_good_as_before() {
    let app = spawn_app();
    let body = "2\r\n{}\r\n0\r\n\r\n";
    let head = format!(
        "POST /api/v1/access-requests HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        app.address
    );
    let mut stream = open(&app.address);
    for _ in 0..3 {
        stream.write_all(head.as_bytes()).unwrap();
        assert!(answer(&mut stream).starts_with("HTTP/1.1 401 "));
        stream.write_all(body.as_bytes()).unwrap();
    }
}

#[tokio::test]
async fn a_line_that_ends_with_a_line_feed_alone_is_refused_and_the_connection_closed() {
    let app = spawn_app();
    let host = format!("Host: {}", app.address);
    let good = format!("GET /health/live HTTP/1.1\r\n{host}\r\n\r\n");
    for head in [
        format!("GET /health/live HTTP/1.1\n{host}\n\n"),
        format!("GET /health/live HTTP/1.1\r\n{host}\nX-A: b\r\n\r\n"),
        format!("GET /health/live HTTP/1.1\r\n{host}\r\n\n"),
        format!("POST /health/live HTTP/1.1\r\n{host}\r\nTransfer-Encoding: chunked\n\r\n0\r\n\r\n"),
    ] {
        assert!(exchange(&app.address, &head).starts_with("HTTP/1.1 400 "), "{head:?}");
        let mut stream = open(&app.address);
        stream.write_all(good.as_bytes()).unwrap();
        assert!(answer(&mut stream).starts_with("HTTP/1.1 200 "));
        stream.write_all(format!("{head}{good}").as_bytes()).unwrap();
        let mut told = String::new();
        stream.read_to_string(&mut told).unwrap();
        assert!(told.starts_with("HTTP/1.1 400 ") && !told.contains("HTTP/1.1 200 "), "{head:?}: {told}");
    }
    assert!(exchange(&app.address, &good).starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_second_head_that_never_ends_is_not_waited_for() {
    let app = spawn_app();
    let mut stream = open(&app.address);
    stream
        .write_all(format!("GET /health/live HTTP/1.1\r\nHost: {}\r\n\r\n", app.address).as_bytes())
        .unwrap();
    assert!(answer(&mut stream).starts_with("HTTP/1.1 200 "));
    stream.write_all(b"GET /health").unwrap();
    assert_eq!(answer(&mut stream), "", "closed, well before the test gives up");
}

#[tokio::test]
async fn an_answer_of_many_pieces_arrives_whole() {
    let app = spawn_app();
    let document = app.anonymous().get("/api/v1/openapi.json").await;
    assert!(document.text.len() > 100_000, "{}", document.text.len());
    assert_eq!(document.header("content-length"), document.text.len().to_string());
    let head = format!("HEAD /api/v1/openapi.json HTTP/1.1\r\nHost: {}\r\n\r\n", app.address);
    let told = exchange(&app.address, &head.replace("HEAD", "GET"));
    assert!(told.ends_with(&document.text));
}
