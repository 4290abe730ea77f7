//! What signs the log. Made at the first start, kept in `keys/` of the data folder, readable by its owner alone.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use kernel::Error;
use proof::log::Settings;
use proof::note::{KeyError, Signer, SmSigner, Verifier};

use crate::gate::drawn;

/// Signs with Ed25519.
const LOG_KEY: &str = "log.key";
/// Signs with SM2, where the setting `sm` is on.
const SM_KEY: &str = "log-sm.key";
/// The public keys, one a line.
const PUBLIC: &str = "log.pub";

/// Reads the keys, and makes those that a log which has not begun still lacks.
pub fn settings(data: &Path, origin: &str, sm: bool) -> Result<Settings, Error> {
    let dir = data.join("keys");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&dir).map_err(at(&dir))?;
    let begun = super::folder(data).join("checkpoint").exists();
    let key = match read(&dir.join(LOG_KEY))? {
        Some(text) => Signer::parse(&text).map_err(unusable(LOG_KEY))?,
        None if begun => {
            let with = Some(dir.join(LOG_KEY).display().to_string());
            return Err(Error::Refused { why: "the key of the log is missing: put it back", with });
        }
        None => {
            made(&dir.join(LOG_KEY), || Signer::from_seed(origin, &drawn()?).map_err(Error::internal), Signer::secret)?
        }
    };
    let sm = match (sm, read(&dir.join(SM_KEY))?) {
        (false, _) => None,
        (true, Some(text)) => Some(SmSigner::parse(&text).map_err(unusable(SM_KEY))?),
        (true, None) => Some(made(&dir.join(SM_KEY), || scalar(origin), SmSigner::secret)?),
    };
    let verifiers = [Some(key.verifier()), sm.as_ref().map(SmSigner::verifier)];
    let public: String = verifiers.into_iter().flatten().map(|key| format!("{key}\n")).collect();
    if read(&dir.join(PUBLIC))?.as_deref() != Some(public.trim()) {
        fs::write(dir.join(PUBLIC), public).map_err(at(&dir))?;
    }
    Ok(Settings { origin: origin.to_owned(), key, sm })
}

/// The public keys that a checkpoint of this data folder must be signed with.
pub fn public(data: &Path) -> Result<Vec<Verifier>, Error> {
    let path = data.join("keys").join(PUBLIC);
    let text = read(&path)?.ok_or_else(|| Error::internal(format!("{} is missing", path.display())))?;
    text.lines().map(|line| Verifier::parse(line).map_err(unusable(PUBLIC))).collect()
}

/// A key for a witness, in a file of its own.
pub fn witness(path: &Path, name: &str) -> Result<Signer, Error> {
    match read(path)? {
        Some(text) => Signer::parse(&text).map_err(unusable("the key of the witness")),
        None => made(path, || Signer::witness_from_seed(name, &drawn()?).map_err(Error::internal), Signer::secret),
    }
}

/// A draw outside the numbers of the curve is as likely as a broken machine; it is drawn again.
fn scalar(origin: &str) -> Result<SmSigner, Error> {
    SmSigner::from_scalar(origin, &drawn()?)
        .or_else(|_| SmSigner::from_scalar(origin, &drawn()?).map_err(Error::internal))
}

/// Makes a key and keeps it; the file is on the disk before anything is signed.
fn made<K>(path: &Path, make: impl Fn() -> Result<K, Error>, secret: impl Fn(&K) -> String) -> Result<K, Error> {
    let key = make()?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(at(path))?;
    file.write_all(format!("{}\n", secret(&key)).as_bytes()).and_then(|()| file.sync_all()).map_err(at(path))?;
    if let Some(folder) = path.parent() {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))?;
    }
    Ok(key)
}

fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(at(path)(cause)),
    }
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.display().to_string();
    move |cause| Error::internal(format!("{path}: {cause}"))
}

fn unusable(file: &'static str) -> impl FnOnce(KeyError) -> Error {
    move |cause| Error::internal(format!("{file}: {cause}"))
}
