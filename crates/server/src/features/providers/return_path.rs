//! Where people go after a sign-in: to a page of ours, whatever the address says.

const MAX: usize = 500;

/// Anything else is the first page.
pub(super) fn allowed(path: Option<String>) -> String {
    path.filter(|path| is_ours(path)).unwrap_or_else(|| "/".into())
}

/// One slash and something that no browser takes for another host: `//`, `/\` and control characters, which it would
/// leave out, are how such paths lead elsewhere.
fn is_ours(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && c != '\\';
    path.starts_with('/')
        && !path.contains("//")
        && path.len() <= MAX
        && path.chars().all(plain)
        && !path.starts_with("/api/")
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn only_a_path_of_the_page_is_a_return_path() {
        for good in ["/", "/requests/1?tab=history#top", "/request-access?application=CPMS"] {
            assert_eq!(allowed(Some(good.into())), good);
        }
        for bad in [
            "",
            "requests",
            "https://evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/x//evil.example",
            "javascript:alert(1)",
            " /x",
            "/ü",
            "/api/v1/providers/a/sign-in",
        ] {
            assert_eq!(allowed(Some(bad.into())), "/", "{bad:?}");
        }
        assert_eq!(allowed(Some(format!("/{}", "x".repeat(500)))), "/");
        assert_eq!(allowed(None), "/");
    }
}
