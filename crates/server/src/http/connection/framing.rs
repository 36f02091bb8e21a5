//! Where in the bytes of a client heads end and bodies go on. It decides nothing about requests: actix reads them all
//! again, and where the two would not agree, actix refuses.

/// What comes next on the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Between two requests.
    Between,
    /// In a head that has begun.
    Head,
    Body,
    /// In what cannot be read: it is refused, and nothing follows.
    Nonsense,
}

#[derive(Debug, Default)]
pub(super) struct Framing {
    state: State,
    line: Line,
    body: Body,
    heads: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Between,
    Head,
    /// So many bytes, then the next request.
    Sized(u64),
    ChunkSize,
    /// So many bytes with their CRLF, then the next chunk.
    Chunk(u64),
    Trailer,
    Nonsense,
}

/// What the head says of its body.
#[derive(Clone, Copy, Debug, Default)]
enum Body {
    #[default]
    None,
    Sized(u64),
    Chunked,
}

impl Framing {
    /// Where the stream stands, and after how many heads.
    pub(super) fn position(&self) -> (Place, u64) {
        let place = match self.state {
            State::Between => Place::Between,
            State::Head => Place::Head,
            State::Sized(_) | State::ChunkSize | State::Chunk(_) | State::Trailer => Place::Body,
            State::Nonsense => Place::Nonsense,
        };
        (place, self.heads)
    }

    /// Follows what has arrived. A bare LF is allowed to end a line by RFC 9112 (2.2) and by the parser, and is how
    /// requests are smuggled past a proxy that reads it otherwise. It becomes NUL, which no parser accepts: 400.
    pub(super) fn follow(&mut self, bytes: &mut [u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let taken = match self.state {
                State::Nonsense => return,
                State::Sized(left) => self.skip(left, rest.len(), State::Sized, State::Between),
                State::Chunk(left) => self.skip(left, rest.len(), State::Chunk, State::ChunkSize),
                State::Between | State::Head | State::ChunkSize | State::Trailer => self.read_line(rest),
            };
            rest = &mut rest[taken..];
        }
    }

    fn skip(&mut self, left: u64, there: usize, more: fn(u64) -> State, after: State) -> usize {
        let taken = usize::try_from(left).unwrap_or(usize::MAX).min(there);
        let left = left - taken as u64;
        self.state = if left == 0 { after } else { more(left) };
        taken
    }

    fn read_line(&mut self, bytes: &mut [u8]) -> usize {
        if self.state == State::Between {
            self.state = State::Head;
        }
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            self.line.extend(bytes);
            return bytes.len();
        };
        self.line.extend(&bytes[..end]);
        self.state = match self.line.take() {
            Some(line) => self.after(&line).unwrap_or(State::Nonsense),
            None => State::Nonsense,
        };
        if self.state == State::Nonsense {
            bytes[end] = 0;
        }
        end + 1
    }

    /// What follows a line; `None` where it makes no sense.
    fn after(&mut self, line: &[u8]) -> Option<State> {
        let text = || std::str::from_utf8(line).ok();
        match self.state {
            State::ChunkSize => {
                let size = u64::from_str_radix(text()?.split([';', ' ', '\t']).next()?, 16).ok()?;
                Some(if size == 0 { State::Trailer } else { State::Chunk(size.checked_add(2)?) })
            }
            State::Trailer => Some(if line.is_empty() { State::Between } else { State::Trailer }),
            _ if line.is_empty() => {
                self.heads += 1;
                Some(match std::mem::take(&mut self.body) {
                    Body::None | Body::Sized(0) => State::Between,
                    Body::Sized(length) => State::Sized(length),
                    Body::Chunked => State::ChunkSize,
                })
            }
            State::Between | State::Head | State::Sized(_) | State::Chunk(_) | State::Nonsense => {
                let colon = line.iter().position(|byte| *byte == b':').unwrap_or_default();
                if line[..colon].eq_ignore_ascii_case(b"content-length") {
                    self.body = Body::Sized(text()?[colon + 1..].trim().parse().ok()?);
                } else if line[..colon].eq_ignore_ascii_case(b"transfer-encoding") {
                    self.body = Body::Chunked;
                }
                Some(State::Head)
            }
        }
    }
}

/// A line as it arrives: how it begins, and whether it ends as it must.
#[derive(Debug, Default)]
struct Line {
    start: Vec<u8>,
    last: u8,
}

impl Line {
    /// More than the headers that matter need.
    const KEPT: usize = 128;

    fn extend(&mut self, bytes: &[u8]) {
        self.start.extend(bytes.iter().take(Self::KEPT - self.start.len()));
        self.last = *bytes.last().unwrap_or(&self.last);
    }

    /// The line without its CR, where it has one. The memory goes with it: most connections are idle most of the time.
    fn take(&mut self) -> Option<Vec<u8>> {
        let Self { mut start, last } = std::mem::take(self);
        if start.len() < Self::KEPT {
            start.pop();
        }
        (last == b'\r').then_some(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows the parts one after the other and says what became of them.
    fn follow(parts: &[&str]) -> (Place, String) {
        let (mut framing, mut all) = (Framing::default(), String::new());
        for part in parts {
            let mut bytes = part.as_bytes().to_vec();
            framing.follow(&mut bytes);
            all += &String::from_utf8(bytes).unwrap();
        }
        (framing.position().0, all)
    }

    const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    #[test]
    fn the_end_of_a_request_is_found_however_its_body_is_framed() {
        let length = "POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 3\r\n\r\nx\ny";
        let chunks = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nx\ny\r\na\r\n0123456789\r\n0\r\nT: 1\r\n\r\n";
        for request in [GET, length, chunks] {
            let twice = request.repeat(2);
            assert_eq!(follow(&[&twice]), (Place::Between, twice.clone()));
            let single: Vec<&str> = twice.split("").collect();
            assert_eq!(follow(&single), (Place::Between, twice.clone()), "byte by byte");
            assert_eq!(follow(&[&request[..4]]).0, Place::Head);
        }
        for request in [length, chunks] {
            assert_eq!(follow(&[&request[..request.len() - 1]]).0, Place::Body);
        }
    }

    #[test]
    fn a_bare_line_feed_in_a_head_becomes_what_no_parser_takes() {
        for (given, made) in [
            ("GET / HTTP/1.1\nHost: a\r\n\r\n", "GET / HTTP/1.1\0Host: a\r\n\r\n"),
            ("GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\0X: y\r\n\r\n"),
            ("GET / HTTP/1.1\r\nHost: a\r\n\n", "GET / HTTP/1.1\r\nHost: a\r\n\0"),
            ("\nGET / HTTP/1.1\r\n", "\0GET / HTTP/1.1\r\n"),
        ] {
            assert_eq!(follow(&[given]), (Place::Nonsense, made.to_owned()), "{given:?}");
            let after = format!("{GET}{given}");
            assert_eq!(follow(&[&after]), (Place::Nonsense, format!("{GET}{made}")), "{given:?}");
        }
    }

    #[test]
    fn a_length_that_hides_is_not_overlooked() {
        let hidden = format!("POST / HTTP/1.1\r\nContent-Length:{}5\r\n\r\n", " ".repeat(300));
        assert_eq!(follow(&[&hidden]).0, Place::Nonsense);
        let long = format!("GET /{} HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(300), "b".repeat(127));
        assert_eq!(follow(&[&long]), (Place::Between, long.clone()));
    }
}
