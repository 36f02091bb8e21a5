//! Clients that cost: who does not read what they asked for, and whose body never ends.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::database::Kind;
use crate::http::Client;
use crate::node::{Node, eventually};
use crate::world::World;

const WHO_DO_NOT_READ: usize = 20;
/// Half a megabyte, asked for so often that no system keeps it all.
const LARGE: &str = "/api/v1/openapi.json";
/// Thirty seconds without progress are promised.
const NOT_READING: Duration = Duration::from_secs(150);
/// After an early answer at most two seconds or 64 KiB are read; what the kernel holds comes on top.
const AFTER_AN_ANSWER: Duration = Duration::from_secs(20);
const MOST_SWALLOWED: usize = 16 << 20;
/// What all of those who wait may cost, in MB.
const MEMORY: u64 = 40;

pub(crate) fn prove(world: &World) -> Result<String> {
    let database = world.database(Kind::Sqlite)?;
    let node = world.launch().start(&database)?;
    let (drip, flood) = (endless_drip(&node)?, endless_flood(&node)?);
    let (memory, ended) = not_reading(&node)?;
    Ok(format!(
        "a body that drips on after its answer ends after {drip:?}, one that floods after {} kB; {WHO_DO_NOT_READ} who do not \
         read cost {memory} MB and end after {} s",
        flood / 1024,
        ended.as_secs()
    ))
}

/// A write that nobody may do, with a body that does not end.
fn endless(client: &Client) -> Result<TcpStream> {
    let mut stream = client.connect()?;
    let head = format!(
        "POST /api/v1/access-requests HTTP/1.1\r\nHost: {}\r\nX-Requested-With: hilum\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        client.address
    );
    stream.write_all(head.as_bytes())?;
    Ok(stream)
}

/// One byte, again and again.
fn endless_drip(node: &Node) -> Result<Duration> {
    let mut stream = endless(&node.client())?;
    let begun = Instant::now();
    while stream.write_all(b"1\r\n \r\n").is_ok() && !is_over(&stream)? {
        ensure!(begun.elapsed() < AFTER_AN_ANSWER, "a body is read for ever after its answer");
        sleep(Duration::from_millis(200));
    }
    Ok(begun.elapsed())
}

/// As much as anybody takes.
fn endless_flood(node: &Node) -> Result<usize> {
    let mut stream = endless(&node.client())?;
    stream.set_write_timeout(Some(AFTER_AN_ANSWER))?;
    let block = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    let mut swallowed = 0;
    while stream.write_all(&block).is_ok() {
        swallowed += block.len();
        ensure!(swallowed < MOST_SWALLOWED, "{swallowed} bytes were swallowed after the answer");
    }
    Ok(swallowed)
}

/// Whether the other side has hung up; what it said before is read and forgotten.
fn is_over(mut stream: &TcpStream) -> Result<bool> {
    stream.set_nonblocking(true)?;
    let mut block = [0; 4096];
    let over = loop {
        match stream.read(&mut block) {
            Ok(0) => break true,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => break false,
            Err(_) => break true,
        }
    };
    stream.set_nonblocking(false)?;
    Ok(over)
}

fn not_reading(node: &Node) -> Result<(u64, Duration)> {
    let client = node.client();
    let before = node.memory()?;
    let calls = format!("GET {LARGE} HTTP/1.1\r\nHost: {}\r\n\r\n", client.address).repeat(20);
    let mut streams = Vec::new();
    for _ in 0..WHO_DO_NOT_READ {
        let mut stream = client.connect()?;
        stream.write_all(calls.as_bytes())?;
        streams.push(stream);
    }
    let begun = Instant::now();
    sleep(Duration::from_secs(2));
    let during = node.memory()?.saturating_sub(before);
    eventually("who does not read is hung up on", NOT_READING, || Ok(connections_of(node)? == 0))?;
    let ended = begun.elapsed();
    client.get("/health/live")?.expect(200)?;
    drop(streams);
    ensure!(during < MEMORY, "{WHO_DO_NOT_READ} who do not read cost {during} MB");
    Ok((during, ended))
}

/// Connections that the node still has with anybody.
fn connections_of(node: &Node) -> Result<usize> {
    let port = format!(":{:04X}", node.address.port());
    let all = std::fs::read_to_string("/proc/net/tcp")?;
    let of_node = |line: &&str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        fields.get(1).is_some_and(|local| local.ends_with(&port)) && fields.get(3) == Some(&"01")
    };
    Ok(all.lines().filter(of_node).count())
}
