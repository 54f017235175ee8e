/**
 * Who somebody is and what that somebody may do.
 *
 * <pre>{@code
 * JwtAuthenticator jwt = JwtAuth.builder()
 *         .jwks(Jwks.at(URI.create("https://id.example.com/.well-known/jwks.json")))
 *         .issuer("https://id.example.com/").audience("realtime")
 *         .roleClaims("/realm_access/roles")
 *         .build();
 *
 * ChannelRules rules = ChannelRules.builder()
 *         .on("news:*", grants -> grants.read(Who.everyone()).publish(Who.roles("editor")))
 *         .build();
 *
 * ApiKeys keys = ApiKeys.builder().key("billing", System.getenv("BILLING_KEY"), "publish").build();
 * }</pre>
 *
 * <ul>
 *   <li>{@link dev.realtime.auth.JwtAuth} makes the {@code Authenticator} of an endpoint: HS256, RS256, ES256 and
 *       Ed25519, with keys from the configuration or from a URL.
 *   <li>{@link dev.realtime.auth.ChannelRules} is an {@code Authorizer}: a list of rules, deny by default.
 *   <li>{@link dev.realtime.auth.ApiKeys} are for callers of the HTTP interface.
 *   <li>{@link dev.realtime.auth.Tokens} issues tokens where there is nobody else to do it.
 * </ul>
 *
 * <p>Signatures are Nimbus JOSE's, except Ed25519, which is the JDK's; reading of tokens is our own (see {@code
 * SignedToken} and {@code Json} for why). Nothing here blocks, and nothing here puts a token or a secret into a text.
 *
 * <p>Settings, refusals and defaults: docs/auth.md.
 */
package dev.realtime.auth;
