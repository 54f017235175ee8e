package dev.realtime.kv;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * Tells at start what would else be found out with the first value that does not open: a key of the same name is another
 * one, or a key that records are sealed with is missing.
 */
record SealCheck(Connection connection, Records records, Sealer sealer) {

    /**
     * Keys that were never used before leave their proof.
     *
     * @throws SealException if a key is wrong or missing
     */
    void run() throws SQLException {
        Map<String, byte[]> before = records.proofs(connection);
        for (String id : sealer.ids()) {
            if (!before.containsKey(id)) {
                records.insertProof(connection, id, sealer.proof(id));
            }
        }
        // Again, since another server may have been faster.
        for (Map.Entry<String, byte[]> proof : records.proofs(connection).entrySet()) {
            check(proof.getKey(), proof.getValue());
        }
    }

    private void check(String id, byte[] proof) throws SQLException {
        if (sealer.ids().contains(id)) {
            if (!sealer.isProof(id, proof)) {
                throw new SealException("the key " + id + " is not the one that values were sealed with");
            }
        } else if (records.names(connection, id)) {
            throw new SealException("need the key " + id + ": values are sealed with it");
        }
    }
}
