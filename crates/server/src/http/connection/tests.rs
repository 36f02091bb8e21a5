use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::time::{Instant, timeout};

use super::*;

const UPLOAD: &[u8] = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const REFUSAL: &[u8] = b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n";

fn pair() -> (DuplexStream, Connection<DuplexStream>) {
    let (client, server) = duplex(1024 * 1024);
    (client, Connection::new(server))
}

async fn read(connection: &mut Connection<DuplexStream>) -> usize {
    connection.read(&mut [0; 8192]).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn whoever_does_not_read_is_waited_for_thirty_seconds_after_their_last_reading() {
    let (mut client, server) = duplex(1000);
    let mut connection = Connection::new(server);
    let started = Instant::now();
    let writing = tokio::spawn(async move { connection.write_all(&[0; 4000]).await });
    tokio::time::sleep(Duration::from_secs(20)).await;
    client.read_exact(&mut [0; 500]).await.unwrap();
    assert_eq!(writing.await.unwrap().unwrap_err().kind(), io::ErrorKind::TimedOut);
    assert_eq!(started.elapsed().as_secs(), 50);
}

#[tokio::test(start_paused = true)]
async fn after_an_early_answer_a_slow_body_is_read_for_two_seconds() {
    let (mut client, mut connection) = pair();
    client.write_all(UPLOAD).await.unwrap();
    read(&mut connection).await;
    tokio::time::sleep(Duration::from_secs(9)).await;
    connection.write_all(REFUSAL).await.unwrap();
    let started = Instant::now();
    tokio::spawn(async move {
        while client.write_all(b"1\r\nx\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    });
    while read(&mut connection).await > 0 {}
    assert_eq!(started.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn after_an_early_answer_sixty_four_kib_are_read_and_a_short_rest_ends_the_matter() {
    let (mut client, mut connection) = pair();
    client.write_all(UPLOAD).await.unwrap();
    read(&mut connection).await;
    connection.write_all(CONTINUE).await.unwrap();
    connection.write_all(REFUSAL).await.unwrap();
    client.write_all(format!("80000\r\n{}", "x".repeat(0x80000)).as_bytes()).await.unwrap();
    let (started, mut total) = (Instant::now(), 0);
    loop {
        match read(&mut connection).await {
            0 => break,
            some => total += some,
        }
    }
    assert!((REST_BYTES..REST_BYTES + 8192).contains(&total), "{total}");
    assert_eq!(started.elapsed().as_secs(), 2);

    let (mut client, mut connection) = pair();
    client.write_all(UPLOAD).await.unwrap();
    read(&mut connection).await;
    connection.write_all(REFUSAL).await.unwrap();
    client.write_all(b"1\r\nx\r\n0\r\n\r\n").await.unwrap();
    assert_eq!(read(&mut connection).await, 11);
    let idle = timeout(Duration::from_secs(60), connection.read(&mut [0; 10])).await;
    assert!(idle.is_err(), "the connection is as good as before");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_still_wanted_is_not_hurried_by_a_go_on() {
    let (mut client, mut connection) = pair();
    client.write_all(UPLOAD).await.unwrap();
    read(&mut connection).await;
    connection.write_all(CONTINUE).await.unwrap();
    tokio::time::sleep(Duration::from_secs(8)).await;
    client.write_all(b"1\r\nx\r\n").await.unwrap();
    assert_eq!(read(&mut connection).await, 6);
}

#[tokio::test(start_paused = true)]
async fn every_head_is_complete_within_five_seconds() {
    let (mut client, mut connection) = pair();
    client.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    read(&mut connection).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    client.write_all(b"GET ").await.unwrap();
    read(&mut connection).await;
    let started = Instant::now();
    assert_eq!(read(&mut connection).await, 0);
    assert_eq!(started.elapsed().as_secs(), 5);
}
