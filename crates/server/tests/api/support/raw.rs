//! HTTP byte for byte, for what no well-behaved client says.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Sends these bytes and reads until there is a head with the body it announces, or the end.
pub fn exchange(address: &str, bytes: &str) -> String {
    let mut stream = open(address);
    stream.write_all(bytes.as_bytes()).expect("it takes them");
    answer(&mut stream)
}

/// A connection that gives up in the end, so that no test hangs.
pub fn open(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
    stream.set_write_timeout(Some(Duration::from_secs(30))).expect("a limit");
    stream
}

/// One answer. Empty where the connection was closed without one.
pub fn answer(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().expect("a length")) {
                return text;
            }
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).expect("an answer or the end") {
            0 => return text,
            length => read.extend(&buffer[..length]),
        }
    }
}
