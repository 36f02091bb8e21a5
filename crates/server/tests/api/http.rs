//! What all operations have in common: bodies, media types, methods, headers, where a request comes from.

use reqwest::Method;
use serde_json::json;

use crate::support::app::PUBLIC_URL;
use crate::support::journey::{REQUESTS, address, verdicts};
use crate::support::{eventually, spawn_app};

#[tokio::test]
async fn a_body_larger_than_256_kib_is_too_large_and_a_smaller_one_is_read() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let body = |size: usize| {
        let frame = r#"{"comment":""}"#.len();
        format!(r#"{{"comment":"{}"}}"#, "x".repeat(size - frame))
    };
    let post = |body: String| newcomer.post(REQUESTS).body("application/json", body);
    post(body(256 * 1024 + 1)).await.refused(413, "too_large");
    assert_eq!(post(body(256 * 1024)).await.refused(422, "invalid").faults(), ["comment: too_long"]);
    post(body(5 * 1024 * 1024)).await.refused(413, "too_large");
}

#[tokio::test]
async fn a_body_of_another_kind_is_not_read() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""]
    {
        newcomer.post(REQUESTS).body(kind, "{}").await.refused(415, "unsupported_media_type");
    }
    newcomer.post(REQUESTS).await.refused(415, "unsupported_media_type");
    for kind in ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"] {
        newcomer.post(REQUESTS).body(kind, "{}").await.expect(201);
    }
}

#[tokio::test]
async fn what_is_not_json_is_malformed() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let deep = "[".repeat(100_000);
    for body in ["", "{", "{'a':1}", "{\"comment\":\"\u{7}\"}", "nonsense", &deep] {
        newcomer.post(REQUESTS).body("application/json", body.to_owned()).await.refused(400, "malformed");
    }
    let not_utf8 = vec![b'{', b'"', 0xff, b'"', b'}'];
    newcomer.post(REQUESTS).body("application/json", not_utf8).await.refused(400, "malformed");
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let answer = newcomer.put(REQUESTS).await.refused(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET, POST");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    let answer = newcomer.put(&address(&draft, "")).await.refused(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "DELETE, GET, PATCH");
    let answer = newcomer.get(&address(&draft, "/submit")).await.refused(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "POST");
    // It has the form of an account's address, and is none, whoever asks.
    let answer =
        newcomer.get("/api/v1/accounts/email-confirmations").await.refused(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "POST");
    newcomer.call(Method::TRACE, REQUESTS).await.refused(405, "method_not_allowed");
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_not_found() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for path in [
        "/api/v1/no-such",
        "/api/v2/session",
        "/api/",
        "/api/v1/access-requests/",
        "/api/v1/access-requests//submit",
    ] {
        newcomer.get(path).await.refused(404, "not_found");
    }
    for id in
        ["x", "1", "019a0000-0000-7000-8000-00000000000", "%00", "%F0%9F%A7%AC", "..%2F..%2Fetc%2Fpasswd"]
    {
        newcomer.get(&format!("{REQUESTS}/{id}")).await.refused(404, "not_found");
        newcomer.post(&format!("{REQUESTS}/{id}/submit")).await.refused(404, "not_found");
    }
    newcomer.post("/no-such-page").await.refused(404, "not_found");
}

#[tokio::test]
async fn a_sane_request_id_is_echoed_and_another_replaced() {
    let app = spawn_app();
    let anonymous = app.anonymous();
    let echoed = anonymous.get("/api/v1/session").header("x-request-id", "abc-123-DEF").await;
    assert_eq!(echoed.header("x-request-id"), "abc-123-DEF");
    assert_eq!(echoed.json["request_id"], "abc-123-DEF");
    for bad in ["short", "with space here", "semi;colon;here", &"x".repeat(65)] {
        let answer = anonymous.get("/health/live").header("x-request-id", bad).await;
        assert_eq!(answer.header("x-request-id").len(), 36, "{bad}");
    }
    let (one, two) = (anonymous.get("/health/live").await, anonymous.get("/health/live").await);
    assert_ne!(one.header("x-request-id"), two.header("x-request-id"));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let answers = [
        newcomer.get("/api/v1/session").await,
        app.anonymous().get("/api/v1/session").await,
        newcomer.get("/api/v1/no-such").await,
        newcomer.post(REQUESTS).sent_from_elsewhere().await,
        newcomer.put(REQUESTS).await,
        app.anonymous().get("/health/live").await,
        app.anonymous().get("/").await,
        app.anonymous().get("/").header("host", "evil.example").await,
    ];
    for answer in answers {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(answer.headers.get("access-control-allow-origin").is_none(), "there is no CORS");
        assert!(answer.headers.get("server").is_none());
    }
    let answer = newcomer.get("/api/v1/session").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.headers.get("strict-transport-security").is_none(), "not over plain HTTP");
}

#[tokio::test]
async fn a_change_by_cookie_must_come_from_the_page() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let post = || newcomer.post(REQUESTS).json(json!({}));
    post().sent_from_elsewhere().await.refused(403, "csrf");
    post().sent_from_elsewhere().header("x-requested-with", "XMLHttpRequest").await.refused(403, "csrf");
    for site in ["cross-site", "same-site", "no-such"] {
        post().header("sec-fetch-site", site).await.refused(403, "csrf");
    }
    for origin in ["https://evil.example", "null", "https://hilum.test.evil.example", "http://hilum.test", ""]
    {
        post().header("origin", origin).await.refused(403, "csrf");
    }
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    newcomer.delete(&address(&draft, "")).if_match(&draft).sent_from_elsewhere().await.refused(403, "csrf");
    newcomer.patch(&address(&draft, "")).if_match(&draft).sent_from_elsewhere().await.refused(403, "csrf");
    // Signing somebody in from elsewhere is refused as well.
    let sign_in = json!({"email": "newcomer1@training.hilum.example", "password": "hilum-training"});
    let from_evil =
        app.anonymous().post("/api/v1/sessions").json(sign_in).header("origin", "https://evil.example");
    from_evil.await.refused(403, "csrf");

    post().header("sec-fetch-site", "same-origin").await.expect(201);
    post().header("origin", PUBLIC_URL).await.expect(201);
    post().header("origin", &format!("http://{}", app.address)).await.expect(201);
    newcomer.get(REQUESTS).sent_from_elsewhere().header("origin", "https://evil.example").await.expect(200);
}

/// Sends a request byte for byte and hangs up after some of it was read.
fn hang_up(address: &str, request: &str, linger: std::time::Duration) {
    use std::io::Write as _;
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream.set_read_timeout(Some(linger.max(std::time::Duration::from_micros(1)))).unwrap();
    let _ = std::io::Read::read(&mut stream, &mut [0; 16]);
}

#[tokio::test]
async fn a_client_who_hangs_up_leaves_whole_things_or_nothing() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let mut drafts = Vec::new();
    let places = [
        "AT/AT04", "BE/BE01", "BE/BE04", "DE/DE03", "DE/DE22", "DE/DE27", "DE/DE30", "DE/DE36", "DE/DE42",
        "HU/HU03", "IT/IT08", "ES/ES08",
    ];
    for n in 0..24_usize {
        let profile = ["hp", "panel_manager_hcp"][n / 12];
        let draft = newcomer.draft(&format!("ERN-RND/{}", places[n % 12]), &[profile]).await;
        let path = address(&draft, "/submit");
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: __Host-hilum=newcomer1\r\nX-Requested-With: hilum\r\n\
             Content-Length: 0\r\n\r\n",
            app.address
        );
        // From at once to long after the answer.
        hang_up(&app.address, &request, std::time::Duration::from_micros(400 * n as u64));
        drafts.push(draft);
    }
    // The database is free: nobody holds a lock, and everything that began has come to its end.
    app.anonymous().get("/health/ready").await.expect(200);
    // The last ones may still be on their way.
    eventually("whole requests, one mail for each, and none for the others", || async {
        let mut submitted = 0;
        for draft in &drafts {
            let request = newcomer.look_at(draft).await.expect(200);
            let facts = newcomer.history(draft).await.len();
            let item = request["items"][0]["status"].as_str();
            match (request["status"].as_str(), facts, item) {
                (Some("draft"), 0, Some("pending")) | (Some("submitted"), 1, Some("pending")) => {}
                _ => return None,
            }
            submitted += facts;
        }
        app.all_delivered().await;
        (app.mailbox("newcomer1").await.len() == submitted).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_body_that_never_ends_does_not_hold_up_anybody() {
    use std::io::Write as _;
    let app = spawn_app();
    let head = format!(
        "POST {REQUESTS} HTTP/1.1\r\nHost: {}\r\nCookie: __Host-hilum=newcomer1\r\nX-Requested-With: hilum\r\n\
         Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{",
        app.address
    );
    let slow: Vec<std::net::TcpStream> = (0..20)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(&app.address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    let started = std::time::Instant::now();
    app.as_person("newcomer1").draft("ERN-RND/DE/DE22", &["hp"]).await;
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
    drop(slow);
}

/// Neither database keeps or sorts years of five digits or before Christ as time does.
#[tokio::test]
async fn a_moment_without_a_year_of_four_digits_is_refused_wherever_it_is_said() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let far = ["-262143-01-01T00:00:00Z", "-5000-01-01T00:00:00Z", "+12000-01-01T00:00:00Z"];
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    for moment in far.into_iter().chain(["9999-12-31T23:59:59-23:59"]) {
        let draft = newcomer.post(REQUESTS).json(json!({"requested_until": moment})).await;
        assert_eq!(draft.refused(422, "invalid").faults(), ["requested_until: invalid"], "{moment}");
        let decision = json!({"items": verdicts(&request, "approve"), "valid_until": moment});
        let decided = coordinator.decide(&request, decision).await.refused(422, "invalid");
        assert!(decided.faults().contains(&"valid_until: invalid".to_owned()), "{}", decided.text);
    }
    newcomer.post(REQUESTS).json(json!({"requested_until": "9999-12-31T23:59:59Z"})).await.expect(201);
    for cursor in ["a-300000000000000000", "b-8334601228800000000", "a8210266876799999999"] {
        let page = newcomer.get(&format!("{REQUESTS}?cursor={cursor}_{:032}", 0)).await;
        assert_eq!(page.refused(422, "invalid").faults(), ["cursor: invalid"]);
    }
}

#[tokio::test]
async fn a_body_that_never_arrives_is_refused_with_every_header_and_is_not_our_fault() {
    use std::io::{Read as _, Write as _};
    let app = spawn_app();
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{",
        app.address
    );
    let mut stream = std::net::TcpStream::connect(&app.address).unwrap();
    let answer = tokio::task::spawn_blocking(move || {
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = [0; 4096];
        let length = stream.read(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[..length]).into_owned()
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    for expected in ["application/problem+json", "x-request-id: ", "nosniff"] {
        assert!(answer.contains(expected), "{expected}: {answer}");
    }
}
