-- Inputs that are the host's own statistics: what was asked for. Their bytes are in job_inputs from the first attempt on.
CREATE TABLE job_stat_inputs (
    job  INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- {"since", "until", "span"}, as it was written.
    asked TEXT NOT NULL,
    PRIMARY KEY (job, name)
) STRICT, WITHOUT ROWID;
