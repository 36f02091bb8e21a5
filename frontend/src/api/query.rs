//! Query strings.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in an address (RFC 3986, unreserved).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// `path?name=value&…`, without the pairs whose value is empty.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        address.extend(utf8_percent_encode(value, ENCODED));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_left_out_and_the_rest_is_encoded() {
        let pairs = [("view", "to_decide"), ("cursor", ""), ("q", "Zürich & 50 %?")];
        assert_eq!(with_query("/a", &pairs), "/a?view=to_decide&q=Z%C3%BCrich%20%26%2050%20%25%3F");
        assert_eq!(with_query("/a?b=c", &[("d", "e-f_g.h~i")]), "/a?b=c&d=e-f_g.h~i");
        assert_eq!(with_query("/a", &[("q", "")]), "/a");
    }
}
