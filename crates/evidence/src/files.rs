//! The files themselves: `evidence/ab/cdef…` below the data folder, each under the hash of its bytes.
//!
//! A file is written to a temporary name, fsynced and renamed, and only then answered for; reading hashes it again. Files
//! on their way stand in `evidence/waiting`. [`Files::store`] is the one place that knows the disk: another kind of store
//! goes there.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use kernel::{Error, Identity as _, Instant};
use ledger::Db;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};

use crate::digest::Digest;
use crate::media::LARGEST_FILE;
use crate::model::Evidence;
use crate::picture::{self, EDGES};
use crate::upload::UploadId;

/// Where a district keeps its files.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

/// A scaled copy, and whether it had to be made anew because the one on the disk was damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaled {
    pub jpeg: Vec<u8>,
    pub remade: bool,
}

impl Files {
    /// Beside the database.
    pub fn of(db: &Db) -> Self {
        Self { root: db.folder().join("evidence") }
    }

    fn store(&self) -> Result<Arc<dyn ObjectStore>, Error> {
        fs::create_dir_all(&self.root).map_err(|_| Error::Unavailable)?;
        let local = LocalFileSystem::new_with_prefix(&self.root).map_err(|_| Error::Unavailable)?;
        Ok(Arc::new(local.with_fsync(true)))
    }

    /// The original, as it was sent. A file that is missing or says something else than its hash is a fault of the house.
    pub async fn original(&self, sha256: Digest) -> Result<Vec<u8>, Error> {
        self.checked(&original(sha256), sha256).await
    }

    /// One of the two copies. A damaged one is made anew from the original, which is checked: what is shown always follows
    /// from the hash in the fact.
    pub async fn scaled(&self, it: &Evidence, edge: u32) -> Result<Scaled, Error> {
        let copied = it.copies.iter().find(|copied| copied.edge == edge).ok_or(Error::NotFound("EvidenceId"))?;
        if let Ok(jpeg) = self.checked(&copy(it.sha256, edge), copied.sha256).await {
            return Ok(Scaled { jpeg, remade: false });
        }
        let (whole, media) = (self.original(it.sha256).await?, it.media_type);
        let examined = one_at_a_time(move || picture::examine(&whole, media)).await?.map_err(Error::internal)?;
        let made = examined.copies.into_iter().find(|made| made.edge == edge);
        let jpeg = made.ok_or_else(|| Error::internal("an edge that no copy has"))?.jpeg;
        Ok(Scaled { jpeg, remade: true })
    }

    async fn checked(&self, path: &Path, sha256: Digest) -> Result<Vec<u8>, Error> {
        let missing = |cause: object_store::Error| match cause {
            object_store::Error::NotFound { .. } => Error::internal("a file of the evidence is missing"),
            other => Error::internal(other),
        };
        let bytes = self.store()?.get(path).await.map_err(missing)?.bytes().await.map_err(Error::internal)?;
        if Digest::of(&bytes) != sha256 {
            return Err(Error::internal("a file of the evidence is damaged"));
        }
        Ok(bytes.into())
    }

    /// Original and copies; when this returns, the disk has them. Writing the same again changes nothing.
    pub(crate) async fn put(&self, sha256: Digest, whole: Bytes, copies: &[picture::Copy]) -> Result<(), Error> {
        let store = self.store()?;
        for made in copies {
            let to = copy(sha256, made.edge);
            let payload = PutPayload::from(Bytes::copy_from_slice(&made.jpeg));
            store.put(&to, payload).await.map_err(|_| Error::Unavailable)?;
        }
        // Last, so that an original always has its copies beside it.
        store.put(&original(sha256), PutPayload::from(whole)).await.map_err(|_| Error::Unavailable)?;
        Ok(())
    }

    /// Takes away what nothing names: only the clearing of uploads may ask for it.
    pub(crate) async fn remove(&self, sha256: Digest) -> Result<(), Error> {
        let store = self.store()?;
        for path in EDGES.iter().map(|edge| copy(sha256, *edge)).chain([original(sha256)]) {
            match store.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(cause) => return Err(Error::internal(cause)),
            }
        }
        Ok(())
    }

    fn waiting(&self, id: UploadId) -> PathBuf {
        self.root.join("waiting").join(id.to_text())
    }

    /// How much of an upload has arrived; nothing when nothing has.
    pub fn arrived(&self, id: UploadId) -> u64 {
        fs::metadata(self.waiting(id)).map_or(0, |file| file.len())
    }

    /// Adds a piece. `offset` must be what has arrived so far, so that a piece sent twice is not written twice. The disk has
    /// the piece when this returns.
    pub async fn append(&self, id: UploadId, offset: u64, piece: Bytes, most: u64) -> Result<u64, Error> {
        let files = self.clone();
        let write = move || {
            if files.arrived(id) != offset {
                return Err(Error::Conflict);
            }
            let end = offset + piece.len() as u64;
            if end > LARGEST_FILE {
                return Err(kernel::Problem::at("evidence", "larger than 20 MiB").into());
            }
            if end > most {
                return Err(kernel::Problem::at("evidence", "the file is longer than announced").into());
            }
            let written = files.write_piece(id, offset, &piece).map_err(|_| Error::Unavailable)?;
            if written { Ok(end) } else { Err(Error::Conflict) }
        };
        tokio::task::spawn_blocking(write).await.map_err(Error::internal)?
    }

    /// False when the piece doesn't begin where the file ends. Two pieces of one file at once take turns.
    fn write_piece(&self, id: UploadId, offset: u64, piece: &[u8]) -> io::Result<bool> {
        fs::create_dir_all(self.root.join("waiting"))?;
        let mut file = OpenOptions::new().append(true).create(true).open(self.waiting(id))?;
        file.lock()?;
        if file.metadata()?.len() != offset {
            return Ok(false);
        }
        file.write_all(piece)?;
        file.sync_data()?;
        Ok(true)
    }

    pub(crate) fn read_waiting(&self, id: UploadId) -> Result<Vec<u8>, Error> {
        match fs::read(self.waiting(id)) {
            Ok(bytes) => Ok(bytes),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(_) => Err(Error::Unavailable),
        }
    }

    /// Forgets what has arrived. A file that can't be removed now is removed by the clearing later.
    pub fn discard(&self, id: UploadId) {
        drop(fs::remove_file(self.waiting(id)));
    }

    /// Removes what has waited since before `oldest`, by the time in its own name.
    pub(crate) fn discard_before(&self, oldest: Instant) -> Result<usize, Error> {
        let folder = match fs::read_dir(self.root.join("waiting")) {
            Ok(folder) => folder,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(cause) => return Err(Error::internal(cause)),
        };
        let mut removed = 0;
        for entry in folder {
            let name = entry.map_err(Error::internal)?.file_name();
            let Some(id) = UploadId::parse(&name.to_string_lossy()) else { continue };
            if crate::upload::begun_at(id) < oldest {
                self.discard(id);
                removed += 1;
            }
        }
        Ok(removed)
    }
}

fn original(sha256: Digest) -> Path {
    let name = sha256.to_string();
    Path::from(format!("{}/{}", &name[..2], &name[2..]))
}

fn copy(sha256: Digest, edge: u32) -> Path {
    Path::from(format!("{}.{edge}.jpg", original(sha256)))
}

/// Unpacking a photo takes hundreds of megabytes at the worst; two at a time would take twice that. Holding it also keeps
/// the clearing away from a file that is just being received.
pub(crate) static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn one_at_a_time<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let _turn = ONE.lock().await;
    tokio::task::spawn_blocking(run).await.map_err(Error::internal)
}
