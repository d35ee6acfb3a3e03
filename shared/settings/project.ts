/** A project as its admins describe it. One that nobody has described exists all the same, as soon as a caller has a role in it. */
export type Project = {
  readonly id: string;
  readonly name: string;
  /** 1, 2, …: the ETag is `"<revision>"`. */
  readonly revision: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
