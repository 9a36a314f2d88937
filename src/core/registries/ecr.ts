import type { Vendor } from "./vendor.ts";

const rights = {
  push: "`ecr:InitiateLayerUpload`, `ecr:UploadLayerPart`, `ecr:CompleteLayerUpload`, `ecr:BatchCheckLayerAvailability` and `ecr:PutImage`",
  read: "`ecr:BatchGetImage`, `ecr:GetDownloadUrlForLayer` and `ecr:ListImages`",
  remove: "`ecr:BatchDeleteImage`",
};

export const ecr: Vendor = {
  page: "ecr",
  title: "Amazon ECR",
  example: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/osg",
  hosts: /^\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
  workflowSecrets: { username: "AWS_ACCESS_KEY_ID", password: "AWS_SECRET_ACCESS_KEY" },
  grant: (verb) => `the role needs ${rights[verb]} on the repository. A login lasts twelve hours: log in again in this job.`,
  create: "Create it in Amazon ECR, or set a repository creation template for its prefix",
  removal: { by: "delete" },
  tagRules: { by: "page", where: "the repository's page in Amazon ECR, under Tag immutability" },
};
