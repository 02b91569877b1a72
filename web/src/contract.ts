/* The types of the contract, made by the build from api/openapi.yaml. */
export type * from "../generated/contract";
