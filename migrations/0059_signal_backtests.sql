-- What the backtest of a draft came to, as one text; none after the draft was written anew.

ALTER TABLE signal_rule ADD COLUMN tested TEXT;
