//! Keys that sign notes, and their text forms.
//!
//! | signature | type in the key | message | source |
//! | --- | --- | --- | --- |
//! | Ed25519 | `0x01` | the text | c2sp.org/signed-note, "Ed25519 signatures" |
//! | witness, Ed25519 | `0x04` | `cosignature/v1`, time, the text | c2sp.org/tlog-cosignature |
//! | SM2 with SM3 | `0xff` and [`SM2_IDENTIFIER`] | the text | `0xff` is kept free by signed-note for types of one's own |
//!
//! SM2: public key as 65 bytes `04 x y`; signature `r s`, 32 bytes each; the signer's identity is the default one of
//! GM/T 0009 section 10, `1234567812345678`; nonces are derived as in RFC 6979, no randomness is needed.

use std::fmt;

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use ed25519_dalek::Signer as _;
use sha2::{Digest, Sha256};
use sm2::dsa::signature::Verifier as _;

use super::{Signature, is_name};

const ED25519: u8 = 0x01;
const COSIGNATURE: u8 = 0x04;
const OWN: u8 = 0xff;
/// What follows `0xff` in a key that signs with SM2 and SM3.
pub const SM2_IDENTIFIER: &[u8] = b"anlan/sm2-sm3/v1";
const SM2_IDENTITY: &str = "1234567812345678";

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("a key is written as name+id+base64")]
    Form,
    #[error("a key name is not empty and has neither spaces nor plus signs")]
    Name,
    #[error("the id of the key does not belong to its name and bytes")]
    Id,
    #[error("this type of key is not known")]
    Type,
    #[error("the bytes of the key are no public key of its type")]
    Bytes,
}

/// A public key, with the name under which it signs.
#[derive(Debug, Clone)]
pub struct Verifier {
    name: String,
    id: u32,
    key: Public,
}

#[derive(Debug, Clone)]
enum Public {
    Ed25519(ed25519_dalek::VerifyingKey),
    Cosignature(ed25519_dalek::VerifyingKey),
    Sm2(Box<sm2::dsa::VerifyingKey>),
}

impl Verifier {
    /// Reads the text form `name+id+base64`, a "vkey".
    pub fn parse(vkey: &str) -> Result<Self, KeyError> {
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        let bytes = BASE64.decode(encoded.as_bytes()).map_err(|_| KeyError::Form)?;
        let id = HEXLOWER_PERMISSIVE.decode(id.as_bytes()).map_err(|_| KeyError::Form)?;
        let verifier = Self::new(name, Public::parse(&bytes)?)?;
        if verifier.id.to_be_bytes()[..] == id[..] { Ok(verifier) } else { Err(KeyError::Id) }
    }

    fn new(name: &str, key: Public) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name);
        }
        Ok(Self { name: name.to_owned(), id: key_id(name, &key.bytes()), key })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Does the key sign with SM2 and SM3?
    pub fn is_sm2(&self) -> bool {
        matches!(self.key, Public::Sm2(_))
    }

    /// Does the line claim to be by this key?
    pub(super) fn made(&self, line: &Signature) -> bool {
        line.name == self.name && line.id == self.id
    }

    /// Does the signature, without the key id, fit the text?
    pub(super) fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let ed25519 = |key: &ed25519_dalek::VerifyingKey, message: &[u8], signature: &[u8]| {
            let signature = ed25519_dalek::Signature::from_slice(signature);
            signature.is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
        };
        match &self.key {
            Public::Ed25519(key) => ed25519(key, text, signature),
            Public::Cosignature(key) => signature
                .split_first_chunk::<8>()
                .is_some_and(|(time, signature)| ed25519(key, &cosigned(u64::from_be_bytes(*time), text), signature)),
            Public::Sm2(key) => {
                let signature = sm2::dsa::Signature::from_slice(signature);
                signature.is_ok_and(|signature| key.verify(text, &signature).is_ok())
            }
        }
    }
}

/// The text form.
impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.id, BASE64.encode(&self.key.bytes()))
    }
}

impl Public {
    fn parse(bytes: &[u8]) -> Result<Self, KeyError> {
        let (kind, key) = bytes.split_first().ok_or(KeyError::Form)?;
        let ed25519 = || {
            let key = key.try_into().map_err(|_| KeyError::Bytes)?;
            ed25519_dalek::VerifyingKey::from_bytes(key).map_err(|_| KeyError::Bytes)
        };
        match *kind {
            ED25519 => ed25519().map(Self::Ed25519),
            COSIGNATURE => ed25519().map(Self::Cosignature),
            OWN => {
                let point = key.strip_prefix(SM2_IDENTIFIER).ok_or(KeyError::Type)?;
                if point.len() != 65 {
                    return Err(KeyError::Bytes);
                }
                let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, point).map_err(|_| KeyError::Bytes)?;
                Ok(Self::Sm2(Box::new(key)))
            }
            _ => Err(KeyError::Type),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => [&[ED25519][..], key.as_bytes()].concat(),
            Self::Cosignature(key) => [&[COSIGNATURE][..], key.as_bytes()].concat(),
            Self::Sm2(key) => [&[OWN], SM2_IDENTIFIER, &key.to_sec1_bytes()].concat(),
        }
    }
}

/// A key that signs with Ed25519, as a log or as a witness. Its debug form shows no secret.
#[derive(Clone)]
pub struct Signer {
    verifier: Verifier,
    key: ed25519_dalek::SigningKey,
}

impl Signer {
    /// The key of a log, from 32 secret random bytes.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        Ok(Self { verifier: Verifier::new(name, Public::Ed25519(key.verifying_key()))?, key })
    }

    /// The key of a witness, from 32 secret random bytes. It must not be the key of a log or of another witness.
    pub fn witness_from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        Ok(Self { verifier: Verifier::new(name, Public::Cosignature(key.verifying_key()))?, key })
    }

    /// Reads the secret text form `PRIVATE+KEY+name+id+base64`.
    pub fn parse(skey: &str) -> Result<Self, KeyError> {
        let (name, id, bytes) = secret_parts(skey)?;
        let (kind, seed) = bytes.split_first().ok_or(KeyError::Form)?;
        let seed = seed.try_into().map_err(|_| KeyError::Bytes)?;
        let signer = match *kind {
            ED25519 => Self::from_seed(name, seed),
            COSIGNATURE => Self::witness_from_seed(name, seed),
            _ => Err(KeyError::Type),
        }?;
        if signer.verifier.id == id { Ok(signer) } else { Err(KeyError::Id) }
    }

    /// The secret text form. Whoever has it can sign.
    pub fn secret(&self) -> String {
        secret_text(&self.verifier, &[&self.verifier.key.bytes()[..1], self.key.as_bytes()].concat())
    }

    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Signs a text. A witness states with it that at `time`, in seconds since 1970, this was the largest tree it knew;
    /// a log's own signature has no time.
    pub fn sign(&self, text: &str, time: u64) -> Signature {
        let bytes = match self.verifier.key {
            Public::Cosignature(_) => {
                let signature = self.key.sign(&cosigned(time, text.as_bytes()));
                [&time.to_be_bytes()[..], &signature.to_bytes()].concat()
            }
            Public::Ed25519(_) | Public::Sm2(_) => self.key.sign(text.as_bytes()).to_bytes().to_vec(),
        };
        Signature { name: self.verifier.name.clone(), id: self.verifier.id, bytes }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier)
    }
}

/// A key that signs with SM2 and SM3 (GB/T 32918.2, GB/T 32905). Its debug form shows no secret.
#[derive(Clone)]
pub struct SmSigner {
    verifier: Verifier,
    key: sm2::dsa::SigningKey,
}

impl SmSigner {
    /// From 32 secret random bytes, a number from 1 to the order of the curve less 2.
    pub fn from_scalar(name: &str, scalar: &[u8; 32]) -> Result<Self, KeyError> {
        let key = sm2::dsa::SigningKey::from_slice(SM2_IDENTITY, scalar).map_err(|_| KeyError::Bytes)?;
        Ok(Self { verifier: Verifier::new(name, Public::Sm2(Box::new(key.verifying_key().clone())))?, key })
    }

    /// Reads the secret text form `PRIVATE+KEY+name+id+base64`.
    pub fn parse(skey: &str) -> Result<Self, KeyError> {
        let (name, id, bytes) = secret_parts(skey)?;
        let scalar = bytes.strip_prefix(&[OWN][..]).and_then(|bytes| bytes.strip_prefix(SM2_IDENTIFIER));
        let scalar = scalar.ok_or(KeyError::Type)?.try_into().map_err(|_| KeyError::Bytes)?;
        let signer = Self::from_scalar(name, scalar)?;
        if signer.verifier.id == id { Ok(signer) } else { Err(KeyError::Id) }
    }

    /// The secret text form. Whoever has it can sign.
    pub fn secret(&self) -> String {
        let scalar = self.key.as_nonzero_scalar().to_bytes();
        secret_text(&self.verifier, &[&[OWN], SM2_IDENTIFIER, scalar.as_slice()].concat())
    }

    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    pub fn sign(&self, text: &str) -> Result<Signature, KeyError> {
        let signature: sm2::dsa::Signature = self.key.try_sign(text.as_bytes()).map_err(|_| KeyError::Bytes)?;
        let bytes = signature.to_bytes().to_vec();
        Ok(Signature { name: self.verifier.name.clone(), id: self.verifier.id, bytes })
    }
}

impl fmt::Debug for SmSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmSigner({})", self.verifier)
    }
}

/// Name, id and bytes of a key's secret text form.
fn secret_parts(skey: &str) -> Result<(&str, u32, Vec<u8>), KeyError> {
    let mut parts = skey.strip_prefix("PRIVATE+KEY+").ok_or(KeyError::Form)?.splitn(3, '+');
    let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    let id = HEXLOWER_PERMISSIVE.decode(id.as_bytes()).map_err(|_| KeyError::Form)?;
    let id = id.try_into().map(u32::from_be_bytes).map_err(|_| KeyError::Form)?;
    Ok((name, id, BASE64.decode(encoded.as_bytes()).map_err(|_| KeyError::Form)?))
}

fn secret_text(verifier: &Verifier, bytes: &[u8]) -> String {
    format!("PRIVATE+KEY+{}+{:08x}+{}", verifier.name, verifier.id, BASE64.encode(bytes))
}

/// What a witness signs.
fn cosigned(time: u64, text: &[u8]) -> Vec<u8> {
    [format!("cosignature/v1\ntime {time}\n").as_bytes(), text].concat()
}

/// The first four bytes of `SHA-256(name || 0x0A || type || key)`.
fn key_id(name: &str, key: &[u8]) -> u32 {
    let digest: [u8; 32] = Sha256::new().chain_update(name).chain_update(b"\n").chain_update(key).finalize().into();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}
