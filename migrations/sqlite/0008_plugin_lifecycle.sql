-- Versions of plugins come, run, are put back and removed.

-- Its bytes are gone since then. The row stays: jobs and attempts name it, and whoever asks is told.
ALTER TABLE plugin_versions ADD COLUMN removed_at INTEGER;
-- Rises with each version that begins to run: the highest but one of a name is what a rollback goes back to.
ALTER TABLE plugin_versions ADD COLUMN ran INTEGER;
-- How long compiling it took, as far as it was measured.
ALTER TABLE plugin_versions ADD COLUMN compile_ms INTEGER;

UPDATE plugin_versions SET ran = n WHERE refused_code IS NULL;
UPDATE plugin_versions SET ran = n + (SELECT max(n) FROM plugin_versions) WHERE n IN (SELECT active FROM plugins);
