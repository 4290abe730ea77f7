use serde::Serialize;

use crate::cursor::{Cursor, put_counted};
use crate::text::Gbk;
use crate::{Edition, Error};

/// Widths of maker, model and terminal id. 2011 and 2013 share a header: what is too short for 2013 is 2011.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum RegisterEdition {
    #[serde(rename = "2011")]
    Of2011,
    #[serde(rename = "2013")]
    Of2013,
    #[serde(rename = "2019")]
    Of2019,
}

impl RegisterEdition {
    /// Bytes before the plate: 25, 37, 76.
    fn widths(self) -> (usize, usize, usize) {
        match self {
            Self::Of2011 => (5, 8, 7),
            Self::Of2013 => (5, 20, 7),
            Self::Of2019 => (11, 30, 30),
        }
    }
}

/// 0x0100: a terminal introduces itself and its vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Register {
    pub edition: RegisterEdition,
    /// First two digits of GB/T 2260; 0: the platform's own.
    pub province: u16,
    /// Last four digits of GB/T 2260.
    pub county: u16,
    pub maker: Gbk,
    pub model: Gbk,
    pub terminal: Gbk,
    /// JT/T 415-2006, 5.4.12: 0 none, 1 blue, 2 yellow, 3 black, 4 white, 9 other. Of 2019, from memory: 5 green,
    /// 91 to 94 farm yellow, farm green, yellow-green, gradient green.
    pub plate_colour: u8,
    /// The VIN when the colour is 0.
    pub plate: Gbk,
}

impl Register {
    pub(super) fn read(edition: Edition, c: &mut Cursor<'_>) -> Result<Self, Error> {
        let edition = match edition {
            Edition::Of2019 => RegisterEdition::Of2019,
            Edition::Of2013 if c.len() < 37 => RegisterEdition::Of2011,
            Edition::Of2013 => RegisterEdition::Of2013,
        };
        let (maker, model, terminal) = edition.widths();
        Ok(Self {
            edition,
            province: c.u16("province")?,
            county: c.u16("county")?,
            maker: Gbk::from_bytes(c.take("maker", maker)?),
            model: Gbk::from_bytes(c.take("model", model)?),
            terminal: Gbk::from_bytes(c.take("terminal", terminal)?),
            plate_colour: c.u8("plate_colour")?,
            plate: Gbk::from_bytes(c.rest()),
        })
    }

    pub(super) fn put(&self, into: &mut Vec<u8>) -> Result<(), Error> {
        let (maker, model, terminal) = self.edition.widths();
        into.extend_from_slice(&self.province.to_be_bytes());
        into.extend_from_slice(&self.county.to_be_bytes());
        self.maker.put_fixed("maker", maker, into)?;
        self.model.put_fixed("model", model, into)?;
        self.terminal.put_fixed("terminal", terminal, into)?;
        into.push(self.plate_colour);
        into.extend_from_slice(self.plate.bytes());
        Ok(())
    }
}

/// 0x8100
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterReply {
    pub reply_serial: u16,
    /// 0 done, 1 vehicle already registered, 2 no such vehicle, 3 terminal already registered, 4 no such terminal.
    pub result: u8,
    /// Present when the result is 0.
    pub code: Gbk,
}

impl RegisterReply {
    pub(super) fn read(c: &mut Cursor<'_>) -> Result<Self, Error> {
        let (reply_serial, result) = (c.u16("reply_serial")?, c.u8("result")?);
        let code = if result == 0 { Gbk::from_bytes(c.rest()) } else { Gbk::default() };
        Ok(Self { reply_serial, result, code })
    }

    pub(super) fn put(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(&self.reply_serial.to_be_bytes());
        into.push(self.result);
        if self.result == 0 {
            into.extend_from_slice(self.code.bytes());
        }
    }
}

/// 0x0102
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Authenticate {
    pub code: Gbk,
    /// Since 2019: IMEI (15 bytes) and version of the software (20 bytes).
    #[serde(flatten)]
    pub device: Option<Device>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Device {
    pub imei: Gbk,
    pub software: Gbk,
}

impl Authenticate {
    pub(super) fn read(edition: Edition, c: &mut Cursor<'_>) -> Result<Self, Error> {
        if edition == Edition::Of2013 {
            return Ok(Self { code: Gbk::from_bytes(c.rest()), device: None });
        }
        let len = c.u8("code_length")?;
        let code = Gbk::from_bytes(c.take("code", len.into())?);
        let imei = Gbk::from_bytes(c.take("imei", 15)?);
        let software = Gbk::from_bytes(c.take("software", 20)?);
        Ok(Self { code, device: Some(Device { imei, software }) })
    }

    pub(super) fn put(&self, into: &mut Vec<u8>) -> Result<(), Error> {
        let Some(Device { imei, software }) = &self.device else {
            into.extend_from_slice(self.code.bytes());
            return Ok(());
        };
        put_counted("code", self.code.bytes(), into)?;
        imei.put_fixed("imei", 15, into)?;
        software.put_fixed("software", 20, into)
    }
}
