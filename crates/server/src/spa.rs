//! The page, inside the binary: content-hashed files that never change, and one shell that is always asked for anew.

use std::borrow::Cow;

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../target/page"]
struct Files;

const SHELL: &str = "index.html";

/// A file of the page, or the shell for every address that the page itself understands.
pub(crate) fn answer(request: &HttpRequest) -> Option<HttpResponse> {
    let path = request.path().trim_start_matches('/');
    let is_file =
        path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match (is_file, path.is_empty()) {
        (true, _) if path == SHELL => serve(request, SHELL),
        (true, _) => serve(request, path),
        (false, _) => serve(request, SHELL),
    }
}

fn serve(request: &HttpRequest, path: &str) -> Option<HttpResponse> {
    if path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let plain = Files::get(path)?;
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let accepts =
        |name: &str| accepted.split(',').any(|part| part.split(';').next().is_some_and(|p| p.trim() == name));
    let packed = |name: &'static str, suffix: &str| {
        accepts(name).then(|| Files::get(&format!("{path}{suffix}")).map(|file| (name, file))).flatten()
    };
    let (encoding, file) = match packed("br", ".br").or_else(|| packed("gzip", ".gz")) {
        Some((name, file)) => (Some(name), file),
        None => (None, Files::get(path)?),
    };
    let etag = etag(&file);
    let unchanged = request.headers().get(IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes());
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((ETAG, etag)).insert_header((VARY, "accept-encoding"));
    response.insert_header((
        CACHE_CONTROL,
        if hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" },
    ));
    if unchanged {
        return Some(response.finish());
    }
    if let Some(name) = encoding {
        response.insert_header((CONTENT_ENCODING, name));
    }
    Some(response.content_type(plain.metadata.mimetype()).body(shared(file.data)))
}

/// What is inside the program is shared by all who ask for it.
pub(crate) fn shared(bytes: Cow<'static, [u8]>) -> Bytes {
    match bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }
}

fn etag(file: &EmbeddedFile) -> String {
    let hash: String = file.metadata.sha256_hash().iter().take(16).map(|b| format!("{b:02x}")).collect();
    format!("\"{hash}\"")
}

/// `name-0123456789abcdef.css`: the name changes with the content.
fn hashed(path: &str) -> bool {
    let stem = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(stem, _)| stem);
    stem.rsplit_once('-')
        .is_some_and(|(_, hash)| hash.len() >= 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(super::hashed("assets/hilum-0123456789abcdef.wasm"));
        assert!(!super::hashed("assets/icons.svg"));
        assert!(!super::hashed("index.html"));
    }
}
