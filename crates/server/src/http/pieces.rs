//! Answers leave in pieces. Given whole, actix copies them whole into the buffer of the connection: a client that does
//! not read would cost as much as what it has asked for.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Bytes;

const PIECE: usize = 16 * 1024;

#[derive(Debug)]
pub(crate) struct Pieces(Bytes);

impl MessageBody for Pieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let length = PIECE.min(self.0.len());
        Poll::Ready((length > 0).then(|| Ok(self.0.split_to(length))))
    }
}

pub(crate) async fn middleware<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<Pieces, B>>, Error> {
    Ok(next.call(request).await?.map_body(|_, body| in_pieces(body)))
}

fn in_pieces<B: MessageBody>(body: B) -> EitherBody<Pieces, B> {
    match body.size() {
        BodySize::Sized(size) if size > PIECE as u64 => match body.try_into_bytes() {
            Ok(bytes) => EitherBody::left(Pieces(bytes)),
            Err(body) => EitherBody::right(body),
        },
        BodySize::Sized(_) | BodySize::None | BodySize::Stream => EitherBody::right(body),
    }
}
