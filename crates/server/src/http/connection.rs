//! A connection as the server's own code sees it: the socket, with what HTTP/1 leaves to the patience of a server.
//!
//! - Whoever does not read their answer is waited for no longer than 30 s without progress.
//! - After an answer that came before the end of its body, at most 64 KiB or 2 s of the rest are read: who is still
//!   sending can read that they were refused, and nobody is listened to for ever.
//! - A head that has begun is complete within 5 s, also one that follows an earlier request.
//! - Lines of a head end with CRLF and nothing else ([`Framing`]).

mod framing;

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use framing::{Framing, Place};

/// For a head; actix has the same for the first of a connection.
pub(crate) const HEAD_TIME: Duration = Duration::from_secs(5);
/// For the rest of a body that nobody wants any more.
pub(crate) const REST_TIME: Duration = Duration::from_secs(2);
const REST_BYTES: usize = 64 * 1024;
/// For the client to take anything of what is written.
const WRITE_TIME: Duration = Duration::from_secs(30);
/// Not yet the answer (RFC 9110, 15.2).
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

#[derive(Debug)]
pub(crate) struct Connection<S> {
    stream: S,
    framing: Framing,
    reading: Option<Allowance>,
    writing: Option<Pin<Box<Sleep>>>,
}

/// How much longer is read.
#[derive(Debug)]
struct Allowance {
    bytes: usize,
    until: Pin<Box<Sleep>>,
    /// Of this head or body, and no later one.
    of: (Place, u64),
}

impl Allowance {
    fn new(of: (Place, u64), bytes: usize, time: Duration, context: &mut Context<'_>) -> Self {
        let mut until = Box::pin(sleep(time));
        // Asked once at least, or nobody would be woken when it is over.
        let _ = until.as_mut().poll(context);
        Self { bytes, until, of }
    }
}

impl<S> Connection<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, framing: Framing::default(), reading: None, writing: None }
    }

    /// What was read goes on to the server; what may be read after it follows from where the stream stands now.
    fn take_note(&mut self, bytes: &mut [u8], context: &mut Context<'_>) {
        self.framing.follow(bytes);
        let position = self.framing.position();
        match &mut self.reading {
            Some(allowance) if allowance.of == position => {
                allowance.bytes = allowance.bytes.saturating_sub(bytes.len());
            }
            // actix times the first head, and says 408.
            _ if position.0 == Place::Head && position.1 > 0 => {
                self.reading = Some(Allowance::new(position, usize::MAX, HEAD_TIME, context));
            }
            _ => self.reading = None,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    /// No more time: the end of the stream, which the server takes as a client that has left.
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(allowance) = &mut self.reading {
            if allowance.until.as_mut().poll(context).is_ready() {
                return Poll::Ready(Ok(()));
            }
            if allowance.bytes == 0 {
                return Poll::Pending;
            }
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.take_note(&mut buffer.filled_mut()[before..], context);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Poll::Ready(written) = Pin::new(&mut self.stream).poll_write(context, bytes) else {
            let patience = self.writing.get_or_insert_with(|| Box::pin(sleep(WRITE_TIME)));
            ready!(patience.as_mut().poll(context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        };
        self.writing = None;
        let position = self.framing.position();
        if position.0 == Place::Body && self.reading.is_none() && bytes != CONTINUE {
            self.reading = Some(Allowance::new(position, REST_BYTES, REST_TIME, context));
        }
        Poll::Ready(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests;
