//! As little of an HTTP client as a measurement needs, so that it costs the machine little: one connection, kept alive,
//! one request after the other. Answers come with a length, because our bodies are never streamed.

use std::net::SocketAddr;

use kernel::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    bearer: String,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Client {
    pub async fn connect(address: SocketAddr, bearer: &str) -> Result<Client, Error> {
        let stream = TcpStream::connect(address).await.map_err(Error::internal)?;
        stream.set_nodelay(true).map_err(Error::internal)?;
        Ok(Client { stream, buffer: Vec::with_capacity(64 * 1024), bearer: bearer.to_owned() })
    }

    pub async fn get(&mut self, path: &str) -> Result<Answer, Error> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\n\r\n", self.bearer);
        self.ask(&request).await
    }

    pub async fn post(&mut self, path: &str, key: &str, json: &str) -> Result<Answer, Error> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\nIdempotency-Key: {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{json}",
            self.bearer,
            json.len()
        );
        self.ask(&request).await
    }

    /// Lines of readings.
    pub async fn post_lines(&mut self, path: &str, lines: &[u8]) -> Result<Answer, Error> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n",
            self.bearer,
            lines.len()
        );
        self.stream.write_all(head.as_bytes()).await.map_err(Error::internal)?;
        self.stream.write_all(lines).await.map_err(Error::internal)?;
        self.answer().await
    }

    async fn ask(&mut self, request: &str) -> Result<Answer, Error> {
        self.stream.write_all(request.as_bytes()).await.map_err(Error::internal)?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Answer, Error> {
        self.buffer.clear();
        loop {
            if let Some(answer) = self.whole()? {
                return Ok(answer);
            }
            if self.stream.read_buf(&mut self.buffer).await.map_err(Error::internal)? == 0 {
                return Err(Error::internal("the server closed the connection"));
            }
        }
    }

    /// The answer, once all of it is here.
    fn whole(&self) -> Result<Option<Answer>, Error> {
        let Some(end) = self.buffer.windows(4).position(|w| w == b"\r\n\r\n") else { return Ok(None) };
        let head = std::str::from_utf8(&self.buffer[..end]).map_err(Error::internal)?;
        let status = head.get(9..12).and_then(|s| s.parse().ok()).ok_or_else(|| Error::internal("not an answer"))?;
        let length = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse::<usize>().ok())
            .ok_or_else(|| Error::internal("an answer without a length"))?;
        let body = &self.buffer[end + 4..];
        Ok((body.len() >= length).then(|| Answer { status, body: body[..length].to_vec() }))
    }
}
