//! The names Hilum answers to, and what proxies say of a request.

use crate::support::raw::exchange;
use crate::support::{People, spawn_app, spawn_app_with};

#[tokio::test]
async fn a_request_for_another_host_is_misdirected_wherever_the_host_is_said() {
    let app = spawn_app();
    for host in ["evil.example", "hilum.test.evil.example", "evil.example:443", "127.0.0.2", "", "a b"] {
        for path in ["/", "/api/v1/portal", "/api/v1/session", "/api/docs/", "/no-such", "/health/other"] {
            let told = exchange(&app.address, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
            assert!(told.starts_with("HTTP/1.1 421 "), "{host} {path}: {told}");
            assert!(told.contains("\"misdirected\"") && told.contains("application/problem+json"), "{told}");
        }
    }
    for (target, host, status) in [
        ("http://evil.example/api/v1/portal", "hilum.test", 421),
        ("http://hilum.test/api/v1/portal", "evil.example", 421),
        ("http://hilum.test/api/v1/portal", "hilum.test", 200),
        ("/api/v1/portal", "HILUM.test:8443", 200),
    ] {
        let told = exchange(&app.address, &format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{target} {host}: {told}");
    }
    assert!(exchange(&app.address, "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
    let twice = "GET / HTTP/1.1\r\nHost: hilum.test\r\nHost: hilum.test\r\n\r\n";
    assert!(exchange(&app.address, twice).starts_with("HTTP/1.1 400 "));
}

#[tokio::test]
async fn a_probe_needs_no_name() {
    let app = spawn_app();
    for path in ["/health/live", "/health/ready"] {
        for request in
            [format!("GET {path} HTTP/1.0\r\n\r\n"), format!("GET {path} HTTP/1.1\r\nHost: 10.0.0.7\r\n\r\n")]
        {
            let told = exchange(&app.address, &request);
            assert!(told.split(' ').nth(1) == Some("200"), "{request}: {told}");
        }
    }
}

#[tokio::test]
async fn what_a_proxy_would_say_is_believed_behind_one_only() {
    let forged = [
        ("x-forwarded-proto", "https"),
        ("forwarded", "proto=https;host=evil.example;for=203.0.113.9"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-ssl", "on"),
    ];
    for behind_proxy in [false, true] {
        let app = spawn_app_with(People::Training, |settings| settings.behind_proxy = behind_proxy);
        for (name, value) in forged {
            let answer = app.anonymous().get("/api/v1/portal").header(name, value).await;
            let secure = answer.headers.contains_key("strict-transport-security");
            assert_eq!(secure, behind_proxy && name == "x-forwarded-proto", "{name}");
            assert!(!answer.text.contains("evil"), "{}", answer.text);
        }
        // What a client has said comes first; the proxy adds its own.
        let both = app.anonymous().get("/api/v1/portal").header("x-forwarded-proto", "https, http").await;
        assert!(!both.headers.contains_key("strict-transport-security"));
    }
}

#[tokio::test]
async fn whom_to_tell_of_a_hole_is_said_where_it_is_looked_for() {
    let app =
        spawn_app_with(People::Training, |settings| settings.support_email = "help@klinik.example".into());
    let answer = app.anonymous().get("/.well-known/security.txt").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/plain; charset=utf-8"));
    let field = |name: &str| {
        let mut lines = answer.text.lines().filter_map(|line| line.strip_prefix(name));
        let value = lines.next().unwrap_or_else(|| panic!("{name}: {}", answer.text)).to_owned();
        assert_eq!(lines.next(), None);
        value
    };
    assert_eq!(field("Contact: "), "mailto:help@klinik.example");
    assert_eq!(field("Canonical: "), "https://hilum.test/.well-known/security.txt");
    assert_eq!(field("Preferred-Languages: "), "en");
    let expires: chrono::DateTime<chrono::Utc> = field("Expires: ").parse().unwrap();
    let ahead = expires - app.now();
    assert!(chrono::TimeDelta::days(30) < ahead && ahead < chrono::TimeDelta::days(365), "{ahead}");
}

#[tokio::test]
async fn the_documents_can_be_closed_and_are_locked_down_where_they_are_open() {
    let app = spawn_app();
    let page = app.anonymous().get("/api/docs/").await;
    for part in ["object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"] {
        assert!(page.header("content-security-policy").contains(part), "{part}");
    }
    for file in ["swagger-ui-bundle.js", "swagger-ui.css", "swagger-initializer.js"] {
        assert_eq!(app.anonymous().get(&format!("/api/docs/{file}")).await.status, 200, "{file}");
    }
    app.anonymous().get("/api/docs/no-such.js").await.refused(404, "not_found");
    let closed = spawn_app_with(People::Training, |settings| settings.docs = false);
    for path in ["/api/docs", "/api/docs/", "/api/docs/swagger-ui-bundle.js", "/api/v1/openapi.json"] {
        closed.anonymous().get(path).await.refused(404, "not_found");
    }
}
