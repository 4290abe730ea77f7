//! What lies in the zip beside the entries: pictures, documents, and the zip itself.

use std::io::{Cursor, Write as _};

use data_encoding::HEXLOWER;
use evidence::{Evidence, Files};
use kernel::Error;
use ledger::Db;
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::File;

/// A pack is built in memory.
const LARGEST: usize = 256 << 20;

pub const README: &str = "\
证据包：一件隐患从发现到关闭的全部记录，附每条记录已存证的证明。
核验：先解压，用浏览器打开 check.html（不需要联网），选择解压后的文件夹，填入另行取得的公钥。
公钥应取自打印留存的账首，或向上级单位索取；包内所附公钥不能作为依据。

An evidence pack: every record of one hazard, each with the proof that it is in the log.
To check it, unpack it, open check.html in a browser (no network is needed), choose the unpacked folder and give the
public key, taken from a printed head or from the superior office; the key inside the pack proves nothing.
";

/// Photos as the largest copy, which holds no metadata; documents as they were sent. The hash of each stands in its fact.
pub async fn of(db: &Db, pieces: &[Evidence]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let store = Files::of(db);
    let (mut found, mut size) = (Vec::new(), 0);
    for it in pieces {
        let copy = it.copies.iter().max_by_key(|copied| copied.edge);
        let (bytes, end) = match copy {
            Some(copied) => (store.scaled(it, copied.edge).await?.jpeg, "jpg"),
            None => (store.original(it.sha256).await?, it.media_type.ending()),
        };
        size += bytes.len();
        if size > LARGEST {
            return Err(Error::refused("the files of this case are larger than 256 MiB together"));
        }
        let path = format!("files/{}.{end}", HEXLOWER.encode(&Sha256::digest(&bytes)));
        if found.iter().all(|(there, _)| *there != path) {
            found.push((path, bytes));
        }
    }
    Ok(found)
}

/// Members are stored as they are, so that a plain page can read them anywhere.
pub struct Zip(ZipWriter<Cursor<Vec<u8>>>);

impl Zip {
    pub fn new() -> Self {
        Self(ZipWriter::new(Cursor::default()))
    }

    pub fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0.start_file(path, options).map_err(Error::internal)?;
        self.0.write_all(bytes).map_err(Error::internal)
    }

    pub fn add_summed(&mut self, path: &str, bytes: &[u8]) -> Result<File, Error> {
        self.add(path, bytes)?;
        let sha256 = HEXLOWER.encode(&Sha256::digest(bytes));
        Ok(File { path: path.to_owned(), sha256, bytes: bytes.len() as u64 })
    }

    pub fn finish(self) -> Result<Vec<u8>, Error> {
        Ok(self.0.finish().map_err(Error::internal)?.into_inner())
    }
}
