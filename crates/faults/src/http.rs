//! HTTP as faults need it: one connection per call, a call that may break off, and a body that comes in two halves.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// Longer than Hilum may take for anything.
const PATIENCE: Duration = Duration::from_secs(60);
const COOKIE: &str = "__Host-hilum=";
/// Everybody's password in training.
pub(crate) const PASSWORD: &str = "hilum-training";

/// Somebody who speaks with a node, or with the proxy before it.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub address: SocketAddr,
    /// What they call it.
    host: String,
    /// Their own network address, as a proxy would tell it.
    from: String,
    cookie: Option<String>,
}

/// A request that was not sent yet.
#[derive(Debug)]
pub(crate) struct Call<'c> {
    client: &'c Client,
    head: String,
    body: Vec<u8>,
}

/// A request of which all but the last bytes were sent.
#[derive(Debug)]
pub(crate) struct Half {
    stream: TcpStream,
    rest: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, host: address.to_string(), from: "10.0.0.1".into(), cookie: None }
    }

    /// The same, called by another name: a node that is reached without its proxy.
    pub(crate) fn called(self, host: &str) -> Self {
        Self { host: host.into(), ..self }
    }

    /// The same as somebody else at another address, with no session.
    pub(crate) fn stranger(&self, number: usize) -> Self {
        let from = format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
        Self { from, cookie: None, ..self.clone() }
    }

    /// The same person at another node.
    pub(crate) fn at(&self, other: &Client) -> Self {
        Self { address: other.address, host: other.host.clone(), ..self.clone() }
    }

    pub(crate) fn call(&self, method: &str, path: &str) -> Call<'_> {
        let Self { host, from, cookie, .. } = self;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nX-Requested-With: hilum\r\nX-Forwarded-For: {from}\r\n"
        );
        if let Some(cookie) = cookie {
            head.push_str(&format!("Cookie: {cookie}\r\n"));
        }
        Call { client: self, head, body: Vec::new() }
    }

    pub(crate) fn get(&self, path: &str) -> io::Result<Answer> {
        self.call("GET", path).send()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> io::Result<Answer> {
        self.call("POST", path).json(body).send()
    }

    /// A new session; `name`: of a training person, or a mail address.
    pub(crate) fn signed_in(&self, name: &str, password: &str) -> Result<Self> {
        let answer = self.try_sign_in(name, password)?;
        let cookie = answer.header("set-cookie").unwrap_or_default().to_owned();
        answer.expect(201).with_context(|| format!("{name} signs in"))?;
        ensure!(cookie.starts_with(COOKIE), "no session cookie in {cookie:?}");
        let cookie = cookie.split(';').next().map(str::to_owned);
        Ok(Self { cookie, ..self.clone() })
    }

    pub(crate) fn try_sign_in(&self, name: &str, password: &str) -> io::Result<Answer> {
        let email = address_of(name);
        self.post("/api/v1/sessions", &json!({ "email": email, "password": password }))
    }

    pub(crate) fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// The mail address of a training person; what is an address already stays one.
pub(crate) fn address_of(name: &str) -> String {
    if name.contains('@') { name.to_owned() } else { format!("{name}@training.hilum.example") }
}

impl Call<'_> {
    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("Content-Type", "application/json")
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// With the version of a view.
    pub(crate) fn if_match(self, view: &Value) -> Self {
        let version = view["version"].as_i64().unwrap_or_default();
        self.header("If-Match", &format!("\"{version}\""))
    }

    pub(crate) fn send(self) -> io::Result<Answer> {
        self.half()?.rest()
    }

    /// Sends the head and half of the body.
    pub(crate) fn half(self) -> io::Result<Half> {
        let mut stream = self.client.connect()?;
        let mut bytes = self.head.into_bytes();
        bytes.extend(format!("Content-Length: {}\r\n\r\n", self.body.len()).into_bytes());
        let rest = self.body[self.body.len() / 2..].to_vec();
        bytes.extend(&self.body[..self.body.len() / 2]);
        stream.write_all(&bytes)?;
        Ok(Half { stream, rest })
    }
}

impl Half {
    pub(crate) fn rest(mut self) -> io::Result<Answer> {
        // Who was answered early may have hung up: the answer counts.
        let sent = self.stream.write_all(&self.rest);
        Answer::read(self.stream).or_else(|error| sent.and(Err(error)))
    }
}

impl Answer {
    pub(crate) fn read(stream: TcpStream) -> io::Result<Self> {
        let mut reader = BufReader::new(stream);
        let first = line(&mut reader)?;
        let status = first.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(broken)?;
        let mut headers = Vec::new();
        loop {
            let line = line(&mut reader)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Self { status, headers, body: Vec::new() };
        answer.read_body(&mut reader)?;
        Ok(answer)
    }

    fn read_body(&mut self, reader: &mut BufReader<TcpStream>) -> io::Result<()> {
        if let Some(length) = self.header("content-length").and_then(|value| value.parse().ok()) {
            self.body = vec![0; length];
            return reader.read_exact(&mut self.body);
        }
        if self.header("transfer-encoding") == Some("chunked") {
            return self.read_chunks(reader);
        }
        if self.status == 204 || self.status == 304 {
            Ok(())
        } else {
            reader.read_to_end(&mut self.body).map(drop)
        }
    }

    fn read_chunks(&mut self, reader: &mut BufReader<TcpStream>) -> io::Result<()> {
        loop {
            let size = usize::from_str_radix(&line(reader)?, 16).ok().ok_or_else(broken)?;
            let mut chunk = vec![0; size];
            reader.read_exact(&mut chunk)?;
            self.body.extend(chunk);
            line(reader)?;
            if size == 0 {
                return Ok(());
            }
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The code of a problem.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn refused(&self) -> bool {
        self.status >= 400
    }

    /// The body, if the status is the expected one.
    pub(crate) fn expect(&self, status: u16) -> Result<Value> {
        ensure!(self.status == status, "expected {status}, not {}: {}", self.status, self.text());
        Ok(self.json())
    }
}

fn line(reader: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Err(broken());
    }
    Ok(line.trim_end().to_owned())
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the answer broke off")
}
